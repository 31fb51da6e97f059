"""Adds the evidence of a record's client to scores of records, the same way for every detector.

    python client_evidence.py FOLDER SETTING...

For each of ours and peers it reads FOLDER/SETTING/NAME.f64 (detectors x rows) and writes, in the same order, NAME.evidence.f64
(record and client) and NAME.clients.f64 (score of the record's client), and to NAME.icc.json each detector's share of the
variance that lies between clients.
"""

import json
import sys
from pathlib import Path

import numpy as np

# Records of average surprise that every client is taken to have besides its own.
PRIOR_RECORDS = 5
# Below this share of variance between clients, a client says nothing about its records.
MIN_ICC = 0.15
TAIL = 0.02


def surprise(scores):
    """-ln of the share of records scored as high, with an exponential tail beyond the highest 2 %."""
    n = len(scores)
    ordered = np.sort(scores)
    start = min(n - 1, int(n * (1 - TAIL)))
    edge = ordered[start]
    beyond = ordered[start:][ordered[start:] > edge]
    found = -np.log((n - np.searchsorted(ordered, scores, "left")) / n)
    if len(beyond) == 0:
        return found
    return np.where(scores > edge, -np.log(len(beyond) / n) + (scores - edge) / (beyond - edge).mean(), found)


def robust_z(values):
    lower, median, upper, high = np.quantile(values, [0.25, 0.5, 0.75, 0.9])
    scale = max(high - median, upper - lower, 1e-3 * (values.max() - median), 1e-12)
    return (values - median) / scale


def between_clients(values, client, counts, means):
    """Intraclass correlation of a one-way random-effects model (analysis of variance, unequal group sizes)."""
    n, k = len(values), len(counts)
    if k < 2 or n == k:
        return 0.0
    within = ((values - means[client]) ** 2).sum() / (n - k)
    between = (counts * (means - values.mean()) ** 2).sum() / (k - 1)
    size = (n - (counts**2).sum() / n) / (k - 1)
    effect = max(0.0, (between - within) / size)
    return effect / (effect + within) if effect > 0 else 0.0


def add_evidence(scores, clients):
    """Returns scores with evidence by client, the score of each record's client, and the intraclass correlation."""
    own = surprise(scores)
    _, client = np.unique(clients, return_inverse=True)
    counts = np.bincount(client).astype(float)
    sums = np.bincount(client, own)
    shrunk = (sums + PRIOR_RECORDS * own.mean()) / (counts + PRIOR_RECORDS)
    icc = between_clients(own, client, counts, sums / counts)
    z = robust_z(own)
    return (z + robust_z(shrunk)[client] if icc >= MIN_ICC else z), shrunk[client], icc


def main(folder, names):
    for name in names:
        clients = np.fromfile(folder / name / "clients.i32", np.int32)
        for side in ("ours", "peers"):
            scores = np.fromfile(folder / name / f"{side}.f64").reshape(-1, len(clients))
            found = [add_evidence(row, clients) for row in scores]
            np.array([evidence for evidence, _, _ in found]).tofile(folder / name / f"{side}.evidence.f64")
            np.array([by_client for _, by_client, _ in found]).tofile(folder / name / f"{side}.clients.f64")
            (folder / name / f"{side}.icc.json").write_text(json.dumps([icc for *_, icc in found]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
