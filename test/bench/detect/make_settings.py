"""Writes the records of the bench's settings, and beside each file the truth: NAME.truth.csv (row_id, attack).

    python make_settings.py REAL_DATA_FOLDER OUTPUT_FOLDER NAME...

Connections come from NSL-KDD's 20 % training file, web logs are attacks written here among the lines of a public
Apache log, shops are requests to a site invented here. Seeds and the order of the draws decide the rows: results stay
comparable with recorded ones only as long as neither changes.
"""

import datetime
import random
import re
import sys
from pathlib import Path
from urllib.parse import quote

HEADER = (
    "bytes_in,bytes_out,creation_time,end_time,src_ip,src_ip_country_code,protocol,response.code,dst_port,dst_ip,"
    "rule_names,observation_name,source.meta,source.name,time,detection_types"
)
START = datetime.datetime(2024, 4, 25, tzinfo=datetime.timezone.utc)

# Port of each service; ICMP has none.
PORTS = {
    "http": 80, "smtp": 25, "ftp": 21, "ftp_data": 20, "telnet": 23, "domain_u": 53, "domain": 53, "pop_3": 110, "ssh": 22,
    "finger": 79, "auth": 113, "imap4": 143, "http_443": 443, "time": 37, "whois": 43, "sunrpc": 111, "netbios_ns": 137,
    "netbios_dgm": 138, "netbios_ssn": 139, "nntp": 119, "bgp": 179, "ldap": 389, "login": 513, "shell": 514, "exec": 512,
    "printer": 515, "uucp": 540, "IRC": 194, "X11": 6000, "gopher": 70, "ntp_u": 123, "tftp_u": 69, "sql_net": 1521,
    "klogin": 543, "kshell": 544, "efs": 520, "discard": 9, "echo": 7, "daytime": 13, "systat": 11, "netstat": 15,
    "link": 245, "rje": 77, "remote_job": 71, "mtp": 57, "name": 42, "hostnames": 101, "iso_tsap": 102, "csnet_ns": 105,
    "pop_2": 109, "supdup": 95, "vmnet": 175, "Z39_50": 210, "courier": 530, "ctf": 84, "nnsp": 433, "uucp_path": 117,
}  # fmt: skip
ICMP_SERVICES = {"eco_i", "ecr_i", "urp_i", "urh_i", "red_i", "tim_i"}
OTHER_PORT = 1024
# Columns of NSL-KDD.
DURATION, PROTOCOL, SERVICE, BYTES_IN, BYTES_OUT, LABEL = 0, 1, 2, 4, 5, 41

SQL_INJECTION = ["' OR '1'='1", "1 UNION SELECT username,password FROM users--", "1; DROP TABLE accounts", "' AND SLEEP(5)--", "1 AND 1=1", "admin'--", "-1 UNION ALL SELECT NULL,NULL,version()--", "') OR ('x'='x"]  # fmt: skip
SCRIPTS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(document.cookie)", "<svg/onload=confirm(1)>"]  # fmt: skip
FILES = ["../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd%00", "php://filter/convert.base64-encode/resource=index", "....//....//etc/shadow"]  # fmt: skip
COMMANDS = [";id", "|cat /etc/passwd", "`whoami`", "$(sleep 5)", "&& ping -c 3 127.0.0.1"]
PAYLOADS = [SQL_INJECTION, SCRIPTS, FILES, COMMANDS]
PROBES = ["/admin/", "/phpmyadmin/index.php", "/.git/HEAD", "/.env", "/wp-login.php", "/backup.zip", "/manager/html", "/cgi-bin/test.cgi", "/server-status", "/config.php.bak", "/db.sql", "/console/", "/.svn/entries", "/web.config", "/xmlrpc.php", "/actuator/env", "/solr/admin/", "/test/", "/old/", "/login.action"]  # fmt: skip
USER_AGENTS = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0 Safari/537.36", "python-requests/2.5", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "-"]  # fmt: skip
WEB_ATTACKS = 400
TIME = re.compile(r"\[([^\]]+)\]")
TIME_FORMAT = "%d/%b/%Y:%H:%M:%S %z"


def write(file, lines, attacks):
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    truth = ["row_id,attack", *(f"{i},{attack}" for i, attack in enumerate(attacks, 1))]
    file.with_suffix(".truth.csv").write_text("\n".join(truth) + "\n", encoding="utf-8")


def connections(rows, file, protocol=None, ports=False):
    """One connection every 2 s. Addresses have nothing to do with the rows: each 250th record has the same one."""
    lines = [HEADER]
    for i, row in enumerate(rows):
        start = START + datetime.timedelta(seconds=2 * i)
        end = start + datetime.timedelta(seconds=int(row[DURATION]))
        default = "" if ports and row[SERVICE] in ICMP_SERVICES else OTHER_PORT
        begun, ended = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in (start, end))
        lines.append(
            f"{row[BYTES_IN]},{row[BYTES_OUT]},{begun},{ended},198.51.{i * 7919 % 250}.{i * 104729 % 250},US,"
            f"{protocol or row[PROTOCOL].upper()},200,{PORTS.get(row[SERVICE], default)},10.0.0.1,,,AWS_VPC_Flow,"
            f"prod_webserver,{begun},"
        )
    write(file, lines, [attack_of(row) for row in rows])


def attack_of(row):
    return "" if row[LABEL] == "normal" else row[LABEL]


def thin(rows, seed, at_least):
    """All normal rows, and as many attacks as make up a twentieth, in the order of the file."""
    attacks = [row for row in rows if attack_of(row)]
    normal = len(rows) - len(attacks)
    kept = random.Random(seed).sample(attacks, min(len(attacks), max(at_least, normal // 19)))
    ids = {id(row) for row in kept}
    return [row for row in rows if not attack_of(row) or id(row) in ids]


def log_time(time):
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000")


def web_log(apache, file, seed, clients, pause):
    """400 attacks of some clients, `pause` s apart on average, among the lines of the public log."""
    draw = random.Random(seed)
    base = [line for line in apache.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    times = [datetime.datetime.strptime(TIME.search(line).group(1), TIME_FORMAT) for line in base]
    first, last = min(times), max(times)
    gets = [line for line in base if " 200 " in line and line.split('"')[1].startswith("GET ")]
    paths = sorted({line.split('"')[1].split(" ")[1].split("?")[0] for line in gets})
    lines = [(time, "", line) for time, line in zip(times, base)]
    for client in clients:
        time = first + datetime.timedelta(seconds=draw.random() * (last - first).total_seconds() * 0.95)
        user_agent = draw.choice(USER_AGENTS)
        for _ in range(WEB_ATTACKS // len(clients)):
            time = min(last, time + datetime.timedelta(seconds=draw.expovariate(1 / pause)))
            uri, status = web_attack(draw, paths)
            size = draw.randrange(200, 400) if status != 200 else int(draw.lognormvariate(9, 1))
            method = draw.choice(["GET", "GET", "GET", "POST", "HEAD"])
            request = f'"{method} {uri} HTTP/1.1" {status} {size} "-" "{user_agent}"'
            lines.append((time, "request", f"{client} - - [{log_time(time)}] {request}"))
    lines.sort(key=lambda line: line[0])
    write(file, [line for *_, line in lines], [attack for _, attack, _ in lines])


def web_attack(draw, paths):
    if draw.random() < 0.45:
        return draw.choice(PROBES), 404 if draw.random() < 0.9 else 200
    path = draw.choice(paths)
    payload = draw.choice(draw.choice(PAYLOADS))
    name = draw.choice(["id", "q", "page", "file", "cat", "flav", "p", "name"])
    return f"{path}?{name}={quote(payload, safe='/')}", draw.choice([200, 200, 404, 404, 500])


NAMES = ["anna", "jonas", "maria", "peter", "lucia", "ivan", "chen", "omar", "sofia", "lee", "kurt", "nina", "elena", "paul"]  # fmt: skip
STREETS = ["main st", "oak ave", "market sq", "hill rd", "river lane"]
ITEMS = ["lamp", "chair", "desk", "mug", "pen set", "red carpet", "sofa", "blue shelf"]
PAGES = ["/shop/", "/shop/index", "/shop/cart", "/shop/static/app.css", "/shop/static/logo.png", "/shop/help"]


def shop_visit(draw):
    """A typical request of a shop with forms."""

    def letters():
        return "".join(draw.choice("abcdefghiklmnoprstuvw") for _ in range(draw.randrange(4, 11)))

    def query(**values):
        return "&".join(f"{name}={str(value).replace(' ', '+')}" for name, value in values.items())

    kind = draw.randrange(7)
    if kind == 0:
        return draw.choice(PAGES)
    if kind == 1:
        return "/shop/item?" + query(id=draw.randrange(1, 400))
    if kind == 2:
        return "/shop/search?" + query(q=draw.choice(ITEMS), page=draw.randrange(1, 9))
    if kind == 3:
        return "/shop/cart/add?" + query(
            id=draw.randrange(1, 400), name=draw.choice(ITEMS), price=draw.randrange(5, 300), qty=draw.randrange(1, 9)
        )
    if kind == 4:
        return "/shop/login?" + query(
            user=draw.choice(NAMES) + str(draw.randrange(99)), pwd=letters() + str(draw.randrange(999)), remember="on"
        )
    if kind == 5:
        return "/shop/register?" + query(
            user=draw.choice(NAMES) + letters(),
            pwd=letters(),
            email=letters() + "@" + letters() + ".example",
            street=draw.choice(STREETS) + " " + str(draw.randrange(200)),
            zip=draw.randrange(10000, 99999),
            card=draw.randrange(10**15, 10**16),
        )
    return "/shop/pay?" + query(mode="insert", price=draw.randrange(10, 9000), b="pay now")


def shop_attack(draw):
    """A typical request with one value, name or path replaced, or a probe for a file."""
    uri = shop_visit(draw)
    kind = draw.random()
    if "?" not in uri or kind < 0.25:
        if draw.random() < 0.6:
            return draw.choice(["/shop/", "/"]) + draw.choice(PROBES).lstrip("/")
        return uri.split("?")[0] + draw.choice([".bak", "~", ".old", "/..", ".inc"])
    path, query = uri.split("?")
    pairs = [pair.split("=") for pair in query.split("&")]
    pair = pairs[draw.randrange(len(pairs))]
    if kind < 0.75:
        before = pair[1] if draw.random() < 0.5 else ""
        pair[1] = quote(before + draw.choice(draw.choice(PAYLOADS)), safe="+")
    elif kind < 0.85:
        pair[1] = pair[1][:1] * draw.randrange(60, 300)
    elif kind < 0.93:
        pair[0] += draw.choice(["A", "x"])
    else:
        pair[1] = quote("".join(draw.choice("!*()[]{}^,;|") for _ in range(6)))
    return path + "?" + "&".join("=".join(pair) for pair in pairs)


def shop_log(file, seed, normal=12_000, share=0.05):
    """Two days of requests, in an even rhythm, from 500 addresses drawn at random for each."""
    draw = random.Random(seed)
    rows = [("", shop_visit(draw)) for _ in range(normal)]
    rows += [("request", shop_attack(draw)) for _ in range(int(normal * share / (1 - share)))]
    draw.shuffle(rows)
    draw = random.Random(seed + 1000)
    pool = [f"198.{18 + i % 2}.{draw.randrange(256)}.{draw.randrange(1, 255)}" for i in range(500)]
    pause = 2 * 86_400 / len(rows)
    user_agent = "Mozilla/5.0 (compatible; Konqueror/3.5; Linux) KHTML/3.5.8 (like Gecko)"
    lines = []
    for i, (_, uri) in enumerate(rows):
        time = START + datetime.timedelta(seconds=int(i * pause))
        client = draw.choice(pool)
        size = draw.randrange(4000, 6000)
        uri = uri.replace('"', "%22").replace(" ", "%20")
        lines.append(f'{client} - - [{log_time(time)}] "GET {uri} HTTP/1.1" 200 {size} "-" "{user_agent}"')
    write(file, lines, [attack for attack, _ in rows])


def make(real_data, out, name):
    kdd = real_data / "nsl-kdd" / "KDDTrain+_20Percent.txt"
    apache = real_data / "aws-samples" / "apache__raw.log"
    if name == "web1":
        clients = ["203.0.113.7", "203.0.113.81", "198.51.100.23", "198.51.100.140", "192.0.2.55"]
        web_log(apache, out / "web1.log", 1, clients, pause=0.5)
    elif name == "web2":
        web_log(apache, out / "web2.log", 2, [f"203.0.113.{i}" for i in range(1, 41)], pause=30)
    elif name in ("shop1", "shop2"):
        shop_log(out / f"{name}.log", int(name[-1]))
    else:
        rows = [line.split(",") for line in kdd.read_text().splitlines()]
        if name == "all":
            connections(thin(rows, 7, at_least=0), out / "all.csv", ports=True)
        else:
            rows = [row for row in rows if row[SERVICE] == name]
            # A twentieth of the http rows are attacks as they are.
            rows = rows if name == "http" else thin(rows, 5, at_least=8)
            connections(rows, out / f"{name}.csv", "HTTP" if name == "http" else None)


if __name__ == "__main__":
    for name in sys.argv[3:]:
        make(Path(sys.argv[1]), Path(sys.argv[2]), name)
