"""Makes known-networks.csv.gz: networks of clouds, CDNs, gateways, VPNs, crawlers and research scanners.

Source: MISP warning lists (https://github.com/MISP/misp-warninglists, CC0 or BSD-3-Clause) out of the PyPI
package pymispwarninglists 1.7.0 (BSD-3-Clause). To make the table anew:

    python3 -m venv .lists && .lists/bin/pip install pymispwarninglists==1.7.0
    .lists/bin/python lib/enrich/make-known-networks.py
"""

import csv
import gzip
import io
import ipaddress
import json
import pathlib
import re

import pymispwarninglists

KINDS = {
    "cloud": ["amazon-aws", "google-gcp", "microsoft-azure", "microsoft-azure-china", "microsoft-azure-germany",
              "microsoft-azure-us-gov", "ovh-cluster"],
    "cdn": ["akamai", "cloudflare", "fastly", "stackpath"],
    "gateway": ["zscaler"],
    "vpn": ["vpn-ipv4", "vpn-ipv6"],
    "crawler": ["googlebot", "openai-gptbot"],
    "monitor": ["check-host-net"],
}
SCANNER = re.compile(r"-(nt-)?scann(ing|er)$|^shadowserver$|^tenable-cloud-ipv[46]$")


def kind_of(name: str) -> str | None:
    if SCANNER.search(name):
        return "scanner"
    return next((kind for kind, names in KINDS.items() if name in names), None)


def date_of(version: int) -> str:
    """Versions are dates (20251223), dates with an hour (25121022) or bare counters, which say no date."""
    text = str(version)
    if len(text) == 8 and text.startswith("20"):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return f"20{text[:2]}-{text[2:4]}-{text[4:6]}" if len(text) == 8 else ""


def networks():
    lists = pathlib.Path(pymispwarninglists.__file__).parent / "data" / "misp-warninglists" / "lists"
    for file in sorted(lists.glob("*/list.json")):
        name = file.parent.name
        kind = kind_of(name)
        if kind is None:
            continue
        content = json.loads(file.read_text())
        found = {ipaddress.ip_network(text.strip(), strict=False) for text in content["list"]}
        for version in (4, 6):
            for network in ipaddress.collapse_addresses(n for n in found if n.version == version):
                yield str(network), kind, name, date_of(content["version"])


def main():
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["cidr", "kind", "list", "listed_on"])
    writer.writerows(networks())
    target = pathlib.Path(__file__).with_name("known-networks.csv.gz")
    target.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


main()
