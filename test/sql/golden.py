"""Answers the questions of lib/sql on the shipped data with pandas, not SQL, and writes the answers to golden/.

    python -m pip install pandas==3.1.1
    python test/sql/golden.py
"""

import hashlib
import json
import math
from functools import cache
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data" / "cybersecurity_data.csv"
WINDOW = 600  # seconds, as in lib/sql/setup.sql
TIMES = ["creation_time", "end_time", "time"]

t = pd.read_csv(DATA, parse_dates=TIMES, keep_default_na=False,
                na_values=["", "-", "None", "none", "null", "NULL", "NaN", "nan"])
for name in TIMES:
    t[name] = t[name].dt.tz_localize(None)
t.insert(0, "row_id", range(1, len(t) + 1))
t["second"] = (t.creation_time - pd.Timestamp("1970-01-01")) // pd.Timedelta(seconds=1)
t["length"] = (t.end_time - t.creation_time).dt.total_seconds()


def groups(by, name):
    """Records, distinct clients and bytes of each group."""
    g = t.groupby(by, dropna=False)
    return pd.DataFrame({name: [k for k in g.size().index], "records": g.size().values,
                         "clients": g.src_ip.nunique().values, "bytes_in": g.bytes_in.sum().values.astype(float),
                         "bytes_out": g.bytes_out.sum().values.astype(float)})


def by_source():
    g = t.groupby("src_ip")
    s = pd.DataFrame({"src_ip": g.size().index, "country": g.src_ip_country_code.max().values,
                      "records": g.size().values, "bytes_in": g.bytes_in.sum().values.astype(float),
                      "bytes_out": g.bytes_out.sum().values.astype(float), "ports": g.dst_port.nunique().values,
                      "destinations": g.dst_ip.nunique().values, "first_seen": g.creation_time.min().values,
                      "last_seen": g.creation_time.max().values})
    return s.assign(total=s.bytes_in + s.bytes_out).sort_values(
        ["total", "src_ip"], ascending=[False, True]).drop(columns="total")


def concentration():
    s = by_source().sort_values(["bytes_in", "src_ip"], ascending=[False, True]).head(1)
    return s.assign(share=s.bytes_in / t.bytes_in.sum())[["src_ip", "bytes_in", "records", "share"]]


def gaps():
    starts = pd.Series(sorted(t.second.unique()))
    steps = starts.diff().dropna()
    typical = sorted(steps)[(len(steps) + 1) // 2 - 1]
    found = steps[steps > 10 * typical]
    return pd.DataFrame([{"gap_from": pd.Timestamp(starts[i] - s + WINDOW, unit="s"),
                          "gap_to": pd.Timestamp(starts[i], unit="s"), "seconds": float(s - WINDOW)}
                         for i, s in found.items()], columns=["gap_from", "gap_to", "seconds"])


def text(column):
    if column in ("dst_port", "response.code"):
        return t[column].map(lambda v: "" if pd.isna(v) else str(int(v)))
    return t[column].fillna("")


# The shell knows no owners of networks, so every record has the same: none.
t["owner"] = ""
FREQUENT = {"dst_port": "dst_port", "owner": "owner", "protocol": "protocol", "response_code": "response.code",
            "src_ip_country_code": "src_ip_country_code"}


def frequencies():
    rows = []
    for name, column in FREQUENT.items():
        counts = sorted(text(column).value_counts().items(), key=lambda pair: (-pair[1], pair[0]))
        rows += [(name, value, n) for value, n in counts]
    return pd.DataFrame(rows, columns=["column_name", "value", "n"])


def grid():
    starts = pd.Series(sorted(t.second.unique()))
    counts = starts.diff().dropna().value_counts()
    step = min(counts[counts == counts.max()].index)
    on = bool(((starts % step) == 0).all() and len(starts) > 2)
    return pd.DataFrame([(int(step), float(starts.max() - starts.min()), on)],
                        columns=["bin_seconds", "span_seconds", "on_grid"])


def durations():
    d = t.dropna(subset=["end_time"])
    aligned = (d.length != 0) & (d.second % d.length.where(d.length != 0, 1) == 0)
    g = d.assign(aligned=aligned).groupby("length")
    return pd.DataFrame({"seconds": g.size().index.astype(int), "records": g.size().values,
                         "aligned": g.aligned.sum().values.astype(int)}).sort_values(
        ["records", "seconds"], ascending=[False, True])


def over_time():
    return groups((t.second // 600 * 600).astype(float), "start")


def rules():
    n = t.rule_names.value_counts(dropna=False)
    rows = sorted(((None if pd.isna(k) else k, v) for k, v in n.items()), key=lambda r: (-r[1], r[0] or "~"))
    return pd.DataFrame([(label, None, n) for label, n in rows], columns=["label", "action", "records"], dtype=object)


def records():
    r = t[["row_id", "creation_time", "bytes_in", "bytes_out", "src_ip", "src_ip_country_code", "dst_port"]]
    return r.set_axis(["row_id", "creation_time", "bytes_in", "bytes_out", "src_ip", "country", "port"], axis=1)


def span():
    return pd.DataFrame([(t.creation_time.min(), t.creation_time.max(), t.end_time.fillna(t.creation_time).max(),
                          t.second.nunique())], columns=["first_start", "last_start", "last_end", "start_times"])


def duplicates():
    return pd.DataFrame({"duplicates": [int(t.drop(columns=["row_id", "second", "length"]).duplicated().sum())]})


def newly(recent, own, column):
    """Records of the window whose port or server the source had not tried within a window before them."""
    tried = own.sort_values(["second", "row_id"])
    gap = tried.second - tried.groupby(column).second.shift()
    return int((~(gap[recent.index] <= WINDOW)).sum())


def picked():
    return t[t.row_id % 400 == 1]


def features():
    """Every 400th record by itself."""
    n = {name: text(column).value_counts() for name, column in FREQUENT.items()}
    rows = []
    for _, r in picked().iterrows():
        port, code = r.dst_port, r["response.code"]
        rows.append({
            "row_id": r.row_id, "bytes_in": math.log1p(r.bytes_in), "bytes_out": math.log1p(r.bytes_out),
            "bytes_ratio": math.log((1 + r.bytes_in) / (1 + r.bytes_out)), "duration": math.log1p(r.length),
            "bytes_in_rate": math.log1p(r.bytes_in / max(r.length, 1)),
            "port_rarity": -math.log(n["dst_port"][text("dst_port")[r.name]] / len(t)),
            "port_user": float(1024 <= port <= 49151), "port_dynamic": float(port > 49151),
            "country_rarity": -math.log(n["src_ip_country_code"][text("src_ip_country_code")[r.name]] / len(t)),
            "protocol_encrypted": float(r.protocol in ("HTTPS", "TLS", "SSH")),
            "protocol_web": float(r.protocol in ("HTTP", "HTTPS")),
            "response_redirect": None if pd.isna(code) else float(code // 100 == 3),
            "response_client_error": None if pd.isna(code) else float(code // 100 == 4),
            "response_server_error": None if pd.isna(code) else float(code // 100 == 5)})
    return pd.DataFrame(rows)


@cache
def clock():
    """The clock that stands still while nobody is recorded for more than a window."""
    starts = pd.Series(sorted(t.second.unique()))
    return dict(zip(starts, starts.diff().fillna(0).clip(upper=WINDOW).cumsum()))


def watched(second):
    return clock()[second]


@cache
def beginnings():
    """When the capture began, or began again after a gap; its start only, where over a tenth of the records follow gaps."""
    begins = {}
    for before, second in zip([None, *sorted(clock())], sorted(clock())):
        begins[second] = second if before is None or second - before > WINDOW else begins[before]
    young = (t.second - t.second.map(begins) < WINDOW).sum()
    return begins if young * 10 <= len(t) else dict.fromkeys(begins, min(begins))


def recorded(second):
    return int(second - beginnings()[second])


def features_source_and_network():
    """Every 400th record, by looping over what its source did in the 600 s before: slow, and plainly right."""
    network = t.src_ip.str.rsplit(".", n=1).str[0]
    rows = []
    for _, r in picked().iterrows():
        recent = t[(t.src_ip == r.src_ip) & (t.second <= r.second) & (t.second >= r.second - WINDOW)]
        errors = recent["response.code"].dropna()
        own = t[(t.src_ip == r.src_ip) & (t.second <= r.second)]
        around = t[(network == network[r.name]) & (t.second <= r.second) & (t.second >= r.second - 12 * WINDOW)]
        around_errors = around["response.code"].dropna()
        everyone = t[(t.second <= r.second) & (t.second >= r.second - WINDOW)]
        everyone_errors = everyone["response.code"].dropna()
        so_far = own[(own.second < r.second) | (own.row_id <= r.row_id)].sort_values(["second", "row_id"])
        pauses = [1 + p for p in so_far.second.tail(5).map(watched).diff().dropna()]
        rows.append({
            "row_id": r.row_id, "in_warm_up": recorded(r.second) < WINDOW,
            "network_in_warm_up": recorded(r.second) < 12 * WINDOW,
            "source_records": math.log1p(len(recent)),
            "source_bytes": math.log1p(recent.bytes_in.sum() + recent.bytes_out.sum()),
            "source_new_ports": math.log1p(newly(recent, own, "dst_port")),
            "source_new_destinations": math.log1p(newly(recent, own, "dst_ip")),
            "network_records": math.log1p(len(around)),
            "network_error_share": (around_errors >= 400).mean() if len(around_errors) else None,
            "all_records": math.log1p(len(everyone)),
            "all_error_share": (everyone_errors >= 400).mean() if len(everyone_errors) else None,
            "source_share": len(recent) / len(everyone) if len(everyone) >= 10 else None,
            "source_gap": math.log(pauses[-1]) if pauses else None,
            "source_gap_change": abs(math.log(pauses[-1] / pauses[-2])) if len(pauses) > 1 else None,
            "source_gap_spread": math.log(max(pauses) / min(pauses)) if len(pauses) == 4 else None,
            "source_error_share": (errors >= 400).mean() if len(errors) else None})
    return pd.DataFrame(rows)


def starts():
    seconds = t.groupby("second")["response.code"]
    return pd.DataFrame({"second_of_start": seconds.size().index, "n": seconds.size().values,
                         "errors": seconds.agg(lambda codes: float((codes >= 400).sum())).values,
                         "responses": seconds.count().values})


def everyone():
    """Second by second, by looping over what everyone did in the 600 s before."""
    rows = []
    for second in sorted(t.second.unique()):
        recent = t[(t.second <= second) & (t.second >= second - WINDOW)]
        codes = recent["response.code"].dropna()
        rows.append({"second_of_start": second, "watched": float(watched(second)), "recorded": recorded(second),
                     "all_records": float(len(recent)),
                     "all_error_share": (codes >= 400).mean() if len(codes) else None})
    return pd.DataFrame(rows)


def plain(value):
    if isinstance(value, pd.Timestamp):
        return value.isoformat() + "Z"
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def write(name, frame, pick=None):
    rows = [[plain(v) for v in row] for row in frame.astype(object).itertuples(index=False)]
    answer = {"columns": list(frame.columns), "count": len(rows), "rows": rows if pick is None else rows[::pick]}
    text_rows = ",\n".join(json.dumps(row) for row in answer["rows"])
    (HERE / "golden" / f"{name}.json").write_text(
        f'{{"columns": {json.dumps(answer["columns"])}, "count": {len(rows)}, "every": {pick or 1},\n"rows": [\n{text_rows}\n]}}\n')


(HERE / "golden").mkdir(exist_ok=True)
countries = groups("src_ip_country_code", "country").sort_values(["records", "country"], ascending=[False, True])
ports = groups("dst_port", "port").sort_values(["records", "port"], ascending=[False, True])
write("by-country", countries)
write("by-port", ports)
write("by-hour", groups(t.creation_time.dt.floor("h"), "hour"))
write("over-time", over_time(), 20)
write("byte-concentration", concentration())
write("capture-gaps", gaps())
write("duplicates", duplicates())
write("features-everyone", everyone(), 20)
write("features-frequencies", frequencies())
write("features-grid", grid())
write("features", features())
before = features_source_and_network()
of_network = [c for c in before.columns if c.startswith("network")]
write("features-network", before[["row_id", *of_network]].rename(columns={"network_in_warm_up": "in_warm_up"}))
write("features-request-pairs", pd.DataFrame(columns=["src_ip", "uri"]))  # These records have no uri.
write("features-requests", before[["row_id"]].assign(source_new_requests=None))  # Nor here.
write("features-source", before.drop(columns=of_network))
write("features-starts", starts(), 20)
write("record-durations", durations())
write("records", records(), 100)
write("rule-hits", rules())
write("sources", by_source().head(100))
write("time-span", span())


def core_time():
    days = t.creation_time.sort_values().dt.floor("D").tolist()
    lower, upper = (days[-(-len(days) * k // 4) - 1] for k in (1, 3))
    reach = max(pd.Timedelta(days=366), 10 * (upper - lower))
    inside = t[(t.creation_time >= lower - reach) & (t.creation_time < upper + reach + pd.Timedelta(days=1))]
    return pd.DataFrame([{"first_start": inside.creation_time.min(), "last_start": inside.creation_time.max(),
                          "earlier": int((t.creation_time < lower - reach).sum()),
                          "later": int((t.creation_time >= upper + reach + pd.Timedelta(days=1)).sum())}])


write("core-time", core_time())
write("minutes-of-hours", pd.DataFrame([{
    "minutes": t.creation_time.dt.minute.nunique(), "hours": t.creation_time.dt.floor("h").nunique(),
    "start_times": t.creation_time.nunique()}]))
(HERE / "golden" / "data.sha256").write_text(hashlib.sha256(DATA.read_bytes()).hexdigest() + "\n")
