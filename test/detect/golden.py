"""Evidence by client on a small table, by numpy and scipy, for lib/detect/client-evidence.ts to be equal to; written to golden.json.

    python -m pip install numpy==2.4.6 scipy==1.17.1
    python test/detect/golden.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import f_oneway

PRIOR = 3  # records with the mean of all that a client has before its own

rng = np.random.default_rng(8)
sizes = [1, 1, 2, 3, 5, 8, 13, 27]
clients = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
own = rng.normal(size=len(sizes))
scores = np.exp(0.8 * own[clients] + 0.7 * rng.normal(size=len(clients))).astype(np.float32).astype(float)


def explained(scores, clients):
    """Intraclass correlation ICC(1) from the F statistic of a one-way analysis of variance, with groups of unequal size."""
    groups = [scores[clients == client] for client in np.unique(clients)]
    counts = np.array([len(group) for group in groups])
    f = f_oneway(*groups).statistic
    typical = (counts.sum() - (counts**2).sum() / counts.sum()) / (len(counts) - 1)
    return max(0, (f - 1) / (f - 1 + typical))


def client_scores(weight):
    """Mean of the scores of a record's client, shrunk towards that of all."""
    means = {client: np.average(np.append(np.repeat(scores[clients == client], weight), [scores.mean()] * PRIOR))
             for client in np.unique(clients)}
    return np.array([means[client] for client in clients])


def standardized(values):
    """From the median, in units of its distance to the 90 % quantile, or between the quartiles where that is larger."""
    lower, middle, upper, high = np.quantile(values, [0.25, 0.5, 0.75, 0.9])
    return (values - middle) / max(high - middle, upper - lower, 1e-3 * (values.max() - middle))


def surprise(sums):
    """-ln of the share of sums as high; the highest 2 % are an exponential tail."""
    n = len(sums)
    bound = np.sort(sums)[int(n * 0.98)]
    beyond = sums[sums > bound]
    return np.array([np.log(n / len(beyond)) + (s - bound) / (beyond - bound).mean() if s > bound
                     else -np.log((sums >= s).mean()) for s in sums])


own_part, client_part = standardized(scores), standardized(client_scores(1))
positive = [np.maximum(0, part) for part in (own_part, client_part)]
golden = {
    "scores": scores.tolist(),
    "clients": clients.tolist(),
    "mean": scores.mean(),
    "explained": explained(scores, clients),
    "client scores": client_scores(1).tolist(),
    "client scores of a tenth": client_scores(10).tolist(),
    "sums": np.sort(own_part + client_part).tolist(),
    "anomaly scores": surprise(own_part + client_part).tolist(),
    "client shares": (positive[1] / np.where(sum(positive) > 0, sum(positive), 1)).tolist(),
}
(Path(__file__).parent / "golden.json").write_text(json.dumps(golden) + "\n")
