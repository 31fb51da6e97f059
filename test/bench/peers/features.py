"""The features of lib/sql/features*.sql with pandas and numpy, from a table in memory to a scaled matrix.

    python features.py rolling|searched TRAFFIC.csv VALUES.f32

Windows are pandas' own, groupby().rolling(), or written by hand in numpy: differences of running sums, found by binary
search in sorted keys. All else is the same, without a loop over rows. Prints seconds, processor seconds and names of
columns as JSON; VALUES.f32 gets the values before scaling, row by row.
"""

import json
import sys
import time

import numpy as np
import pandas as pd

WINDOW, SAMPLE, BEND, BIG = 300, 50_000, 3, 1 << 40
ROLLING = sys.argv[1] == "rolling"
t = pd.read_csv(sys.argv[2], parse_dates=["creation_time", "end_time"])
began, cpu = time.perf_counter(), time.process_time()

second = t.creation_time.dt.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
source, ips = pd.factorize(t.src_ip)
network = pd.factorize(pd.Series(ips).str.rsplit(".", n=1).str[0])[0][source]
received, sent = (t[c].to_numpy(float) for c in ("bytes_in", "bytes_out"))
total = np.nan_to_num(received) + np.nan_to_num(sent)
seconds = np.maximum((t.end_time - t.creation_time).dt.total_seconds().to_numpy(), 0)
code = t["response.code"].to_numpy(float)
answered = ~np.isnan(code)
error = np.where(code >= 400, 1.0, 0.0)
port = t.dst_port.to_numpy(float)
columns = {}


def running(values):
    return np.concatenate([[0.0], np.cumsum(values)])


class Window:
    """The records up to `width` seconds before each record of the same key, itself and those of its second included."""

    def __init__(self, key, width):
        place = key * BIG + second
        self.order = np.argsort(place, kind="stable")
        place = place[self.order]
        self.start = np.searchsorted(place, place - width, "left")
        self.end = np.searchsorted(place, place, "right")

    def sum(self, values):
        sums = running(values[self.order])
        result = np.empty(len(t))
        result[self.order] = sums[self.end] - sums[self.start]
        return result

    def count(self):
        result = np.empty(len(t))
        result[self.order] = self.end - self.start
        return result

    def error_share(self):
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sum(error) / self.sum(answered)


class Rolling(Window):
    """The same by pandas' own windows, which do not see later records of the same second."""

    def __init__(self, key, width):
        self.order = np.lexsort((second, key))
        self.key, self.width = key[self.order], f"{width}s"
        self.times = pd.to_datetime(second[self.order], unit="s")

    def roll(self, values, how):
        frame = pd.DataFrame({"key": self.key, "value": values[self.order]}, index=self.times)
        rolled = getattr(frame.groupby("key").value.rolling(self.width, closed="both"), how)()
        result = np.empty(len(t))
        result[self.order] = rolled.to_numpy()
        return result

    def sum(self, values):
        return self.roll(values, "sum")

    def count(self):
        return self.roll(np.ones(len(t)), "count")

    def error_share(self):
        return self.roll(np.where(answered, error, np.nan), "mean")


def new(values):
    """1 for a value that the source did not have within a window before."""
    key = pd.factorize(source * np.int64(1 << 20) + pd.factorize(values)[0])[0]
    place = key * BIG + second
    order = np.argsort(place, kind="stable")
    known = np.zeros(len(t), bool)
    known[1:] = np.diff(place[order]) <= WINDOW
    result = np.empty(len(t))
    result[order] = ~known
    return result


def rarity(values):
    values = pd.Series(pd.factorize(values)[0])
    return -np.log(values.map(values.value_counts()) / len(t))


columns["bytes_in"] = np.log1p(received)
columns["bytes_out"] = np.log1p(sent)
columns["bytes_ratio"] = np.log((1 + received) / (1 + sent))
columns["duration"] = np.log1p(seconds)
columns["bytes_in_rate"] = np.log1p(received / np.maximum(seconds, 1))
columns["bytes_out_rate"] = np.log1p(sent / np.maximum(seconds, 1))
day = 2 * np.pi * (second // 60 % 1440) / 1440
week = 2 * np.pi * ((second // 86400 + 3) % 7) / 7
for name, angle in (("hour", day), ("weekday", week)):
    columns[f"{name}_sine"], columns[f"{name}_cosine"] = np.sin(angle), np.cos(angle)
columns["port_rarity"] = rarity(t.dst_port)
columns["port_user"] = np.where(np.isnan(port), np.nan, (port >= 1024) & (port <= 49151))
columns["port_dynamic"] = np.where(np.isnan(port), np.nan, port >= 49152)
columns["country_rarity"] = rarity(t.src_ip_country_code)
columns["protocol_rarity"] = rarity(t.protocol)
upper = t.protocol.astype("category")
encrypted = ["HTTPS", "H2", "H3", "WSS", "QUIC", "SSH", "SFTP", "FTPS", "SMTPS", "IMAPS", "POP3S", "LDAPS", "ESP"]
web = ["H2", "H3", "WS", "WSS", "GRPC", "GRPCS", "QUIC"]
classes = pd.DataFrame({"name": upper.cat.categories.str.upper()})
classes["encrypted"] = classes.name.isin(encrypted) | classes.name.str.match("TLS|SSL|HTTP/3")
classes["web"] = classes.name.isin(web) | classes.name.str.startswith("HTTP")
for name in ("encrypted", "web"):
    known = classes[name].to_numpy()[upper.cat.codes]
    columns[f"protocol_{name}"] = np.where(upper.isna(), np.nan, known)
columns["response_rarity"] = rarity(t["response.code"])
for name, kind in (("redirect", 3), ("client_error", 4), ("server_error", 5)):
    columns[f"response_{name}"] = np.where(answered, code // 100 == kind, np.nan)

Windows = Rolling if ROLLING else Window
recent = Windows(source, WINDOW)
around = Windows(network, 12 * WINDOW)
everyone = Window(np.zeros(len(t), np.int64), WINDOW)
records, everything = recent.count(), everyone.count()
columns["source_records"] = np.log1p(records)
columns["source_bytes"] = np.log1p(recent.sum(total))
columns["source_new_ports"] = np.log1p(recent.sum(new(t.dst_port)))
columns["source_new_destinations"] = np.log1p(recent.sum(new(t.dst_ip)))
columns["source_error_share"] = recent.error_share()
columns["source_share"] = np.where(everything >= 10, records / everything, np.nan)
starts, at = np.unique(second, return_inverse=True)
clock = np.cumsum(np.minimum(np.diff(starts, prepend=starts[0]), WINDOW)).astype(float)[at][recent.order]
same = source[recent.order]
gaps = np.full((5, len(t)), np.nan)
for back in range(1, 5):
    gap = np.full(len(t), np.nan)
    here = same[back:] == same[:-back]
    gap[back:][here] = (clock[1:] - clock[:-1])[: len(t) - back][here]
    gaps[back] = gap
columns["source_gap"] = np.empty(len(t))
columns["source_gap_change"] = np.empty(len(t))
columns["source_gap_spread"] = np.empty(len(t))
columns["source_gap"][recent.order] = np.log1p(gaps[1])
columns["source_gap_change"][recent.order] = np.abs(np.log((1 + gaps[1]) / (1 + gaps[2])))
four = 1 + gaps[1:]
columns["source_gap_spread"][recent.order] = np.log(four.max(axis=0) / four.min(axis=0))
first = np.empty(len(t))
first[recent.order] = np.diff(same, prepend=-1) != 0
columns["source_first"] = np.where(second < starts[0] + 86400, np.nan, first)
columns["network_records"] = np.log1p(around.count())
columns["network_error_share"] = around.error_share()
columns["all_records"] = np.log1p(everything)
columns["all_error_share"] = everyone.error_share()

values = np.column_stack([np.asarray(c, np.float32) for c in columns.values()])
sample = values[:: max(1, len(t) // SAMPLE)]
median = np.nanmedian(sample, axis=0)
away = np.abs(sample - median)
mad, mean = 1.4826 * np.nanmedian(away, axis=0), 1.2533 * np.nanmean(away, axis=0)
scale = np.where(mad > 0, mad, np.where(mean > 0, mean, np.nanmax(values, axis=0) - np.nanmin(values, axis=0)))
keep = scale > 0
matrix = BEND * np.arcsinh((values[:, keep] - median[keep]) / (scale[keep] * BEND))
matrix = np.ascontiguousarray(np.nan_to_num(matrix, copy=False), np.float32)

measured = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
values.tofile(sys.argv[3])
print(json.dumps({**measured, "columns": list(columns)}))
