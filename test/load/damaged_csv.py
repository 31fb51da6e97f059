"""Writes damaged CSV files and, beside them, what a loader has to make of them, by rules of its own.

    python3 test/load/damaged_csv.py FOLDER FILES SEED

The expected outcome does not come from how a file was made, but from its text: every row is looked at with a
regular expression, slowly. expected.json has for each file the records, the lines of rejects, and how many blank rows and
further headers there are.
"""

import ipaddress
import json
import random
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

HEADER = ["bytes_in", "bytes_out", "creation_time", "src_ip", "dst_port", "protocol"]
QUOTED = r' *"(?:[^"]|"")*" *'
CELL = rf'(?:{QUOTED}| *(?![ "])[^,\r\n]*| *)'
ROW = re.compile(rf"({CELL}(?:,{CELL})*)(\r\n|\n|\r|\Z)")
BREAK = re.compile(r"\r\n|\n|\r")
NULLS = {"", "-", "None", "none", "null", "NULL", "NaN", "nan", "\\N", "N/A", "n/a", "#N/A", "<NA>"}


def cells_of(row):
    cells = re.findall(rf"(?:^|,)({CELL})(?=,|\Z)", row)
    return cells


def value(cell):
    bare = cell.strip(" ") if re.fullmatch(QUOTED, cell) else cell
    if bare.startswith('"') and bare.endswith('"') and len(bare) > 1:
        bare = bare[1:-1].replace('""', '"')
    return None if bare in NULLS else bare


def filled(cells):
    last = 0
    for i, cell in enumerate(cells, 1):
        if cell.strip(" ") != "":
            last = i
    return last


def row_at(text, at):
    """The row that begins there, or None where a quote in it is damaged."""
    return ROW.match(text, at)


def good(text, at):
    found = row_at(text, at)
    if found is None:
        return False
    cells = cells_of(found.group(1))
    return len(cells) >= len(HEADER) and 1 < filled(cells) <= len(HEADER)


def line_after(text, at):
    found = BREAK.search(text, at)
    return found.end() if found else len(text)


def even_end(text, at):
    """Where a line ends with every quote closed, whatever is between them; None where none does."""
    odd = False
    for found in re.finditer(r'"|\r\n|\n|\r', text[at:]):
        if found.group() == '"':
            odd = not odd
        elif not odd:
            return at + found.end()
    return None if odd else len(text)


def whole(text):
    if text is None or text == "NA":
        return None
    bare = text.strip()
    if re.fullmatch(r"[+-]?[0-9]+(\.0)?", bare, re.ASCII):
        return int(float(bare)) if "." in bare else int(bare)
    if re.fullmatch(r"[+-]?[0-9]+[eE]\+?[0-9]{1,2}", bare, re.ASCII):
        mantissa, exponent = re.split("[eE]", bare)
        return int(mantissa) * 10 ** int(exponent)
    raise ValueError(text)


def time(text):
    if text is None or text == "NA":
        raise ValueError(text)
    if re.fullmatch(r"[0-9]{10}", text, re.ASCII):
        return datetime(1970, 1, 1) + timedelta(seconds=int(text))
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?", text.strip(" "), re.ASCII)
    if found is None:
        raise ValueError(text)
    at = datetime.fromisoformat(f"{found[1]}T{found[2]}")
    if found[3] in (None, "Z"):
        return at
    hours, minutes = int(found[3][1:3]), int(found[3][4:])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise ValueError(text)
    return at - timedelta(minutes=(hours * 60 + minutes) * (-1 if found[3][0] == "-" else 1))


def record(cells):
    bytes_in, bytes_out, start, ip, port, protocol = [value(c) for c in cells[: len(HEADER)]]
    numbers = [whole(bytes_in), whole(bytes_out), whole(port)]
    if any(n is not None and (n < 0 or n > 2**60) for n in numbers) or (numbers[2] or 0) > 65535:
        raise ValueError(numbers)
    if ip is None:
        raise ValueError(ip)
    address = ipaddress.ip_address(ip.strip(" "))
    address = getattr(address, "ipv4_mapped", None) or address
    at = time(start)
    return [numbers[0], numbers[1], at.strftime("%Y-%m-%d %H:%M:%S"), str(address), numbers[2], protocol]


def expected(text):
    records, rejects, blank, headers = [], [], 0, 0
    at, line = line_after(text, 0), 2
    while at < len(text):
        found = row_at(text, at)
        cells = [] if found is None else cells_of(found.group(1))
        lines = 0 if found is None else 1 + len(BREAK.findall(found.group(1)))
        if found and filled(cells) == 0 and (len(cells) > 1 or found.group(1) == ""):
            blank += 1
        elif found and [c.strip().lower() for c in cells] == HEADER:
            headers += 1
        elif found and len(cells) >= len(HEADER) >= filled(cells):
            try:
                records.append(record(cells))
            except ValueError:
                rejects.append(line)
        else:
            rejects.append(line)
            end = found.end() if found else even_end(text, at)
            next_at, taken = line_after(text, at), 0
            while next_at < (len(text) if end is None else end) and not good(text, next_at):
                next_at, taken = line_after(text, next_at), taken + 1
            if end is None and not (next_at < len(text) and good(text, next_at)):
                next_at, taken = line_after(text, at), 0
            at, line = next_at, line + 1 + taken
            continue
        at, line = found.end(), line + lines
    return {"records": records, "rejects": rejects, "blank": blank, "headers": headers}


def row(pick):
    start = datetime(2024, 4, 1) + timedelta(seconds=pick.randrange(10**6))
    text = pick.choice(["HTTPS", "HTTP", '"a, b"', '"two\nlines"', '"say ""hi"""', '"\n\n"', 'in"ner', "", "-", '"x\r\ny"'])
    return f"{pick.randrange(10**9)},{pick.randrange(10**6)},{start.isoformat()}Z,198.51.100.{pick.randrange(1, 255)},443,{text}"


def damage(pick, rows):
    """Changes a row, or puts something between two."""
    i = pick.randrange(len(rows))
    text = rows[i]
    at = pick.randrange(len(text) + 1)
    kind = pick.randrange(14)
    if kind == 0:
        rows[i] = text[:at] + '"' + text[at:]
    elif kind == 1:
        rows[i] = text[:at]
    elif kind == 2:
        rows[i] = text[:at] + "\n" + text[at:]
    elif kind == 3:
        rows[i] = text.replace(",", ',"', 1 + pick.randrange(3))
    elif kind == 4:
        rows[i] = text.replace('"', "", 1)
    elif kind == 5:
        rows[i] = text[:at] + "," + text[at:]
    elif kind == 6:
        rows.insert(i, pick.choice(["", "  ", ",,,,,", ",".join(HEADER), "garbage", '"', '"a" "b\nc"', ",,,,,,,"]))
    elif kind == 7:
        rows[i] = re.sub("^[0-9]+", lambda _: pick.choice(["13.000", "15e-1", "0x10", "1_000", "1.5", "-1", "+5", "007", "N/A", "1e3", "1152921504606846977", "\u0661"]), text)
    elif kind == 8:
        rows[i] = re.sub("Z,", lambda _: pick.choice(["+25:00,", "+02:00,", "-14:00,", "+14:01,", ",", " CEST,"]), text, count=1)
    elif kind == 9:
        rows[i] = re.sub("2024-04-", lambda _: pick.choice(["2024-13-", "2024-4x", "01/04/"]), text, count=1)
    elif kind == 10:
        rows[i] = text.replace("198.51", pick.choice(["298.51", "198", "::ffff:198.51", ""]))
    elif kind == 11:
        rows[i] = text[:at] + "\0" + text[at:]
    elif kind == 12:
        rows[i] = text + pick.choice([",", ",,", ",more", " "])
    else:
        rows[i] = text + "\r"


def main(folder, files, seed):
    outcomes = []
    for n in range(files):
        pick = random.Random(seed * 100_003 + n)
        rows = [row(pick) for _ in range(40)]
        for _ in range(pick.randrange(1, 7)):
            damage(pick, rows)
        # Good rows in the end, so that never more than half of a file is rejected.
        rows += [row(pick) for _ in range(20)]
        end = pick.choice(["\n", "\r\n"])
        text = end.join([",".join(HEADER), *rows]) + pick.choice(["", end])
        Path(folder, f"{n}.csv").write_bytes(text.encode())
        outcomes.append(expected(text))
    Path(folder, "expected.json").write_text(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
