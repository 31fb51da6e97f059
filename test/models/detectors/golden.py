"""Scores of scikit-learn, PyOD and numpy on a small table, for the baselines to be equal to; written to golden.json.

    python -m pip install scikit-learn==1.9.1 pyod==3.6.7
    python test/models/detectors/golden.py
"""

import json
from pathlib import Path

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.knn import KNN
from sklearn.covariance import EmpiricalCovariance
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(5)
n = 60
# Two features that go together, one of few values with ties, one skewed; in float32, as feature matrices are.
along = rng.normal(size=n)
X = np.column_stack([along, along + 0.2 * rng.normal(size=n), rng.integers(0, 4, n), -rng.exponential(size=n)])
X = np.round(X, 3).astype(np.float32).astype(float)
y = (along + rng.normal(size=n) > 0.8).astype(int)

covariance = np.cov(X, rowvar=False)
centred = X - X.mean(axis=0)
median = np.median(X, axis=0)
mad = np.median(np.abs(X - median), axis=0)



def upper_scale(scores, quantile, spread=False):
    """Median, and the distance from it to the quantile (or between the quartiles, where that is larger)."""
    q = lambda share: np.quantile(scores, share)
    reach = max(q(quantile) - q(0.5), q(0.75) - q(0.25) if spread else 0)
    return q(0.5), max(reach, 1e-3 * (scores.max() - q(0.5)))


# Two quantities, a category and a client; the category has no place among the components of the others.
GROUPS = [[0, 1], [2], [3]]


def distances(train, scored):
    """Mahalanobis distance of each group of features."""
    columns = []
    for group in GROUPS:
        inverse = np.linalg.inv(np.atleast_2d(np.cov(train[:, group], rowvar=False)))
        away = scored[:, group] - train[:, group].mean(axis=0)
        columns.append(np.sqrt(np.einsum("ij,jk,ik->i", away, inverse, away)))
    return np.column_stack(columns)


def by_group(train, scored):
    """Distances, each from its median in units of the distance to the 90 % quantile."""
    scales = [upper_scale(column, 0.9, spread=True) for column in distances(train, train).T]
    return np.column_stack([(d - m) / s for d, (m, s) in zip(distances(train, scored).T, scales)])


def parts_by_group(X):
    """What is above the median of each group, divided by (x - mean) times its slope, where that is positive."""
    parts = np.zeros_like(X)
    for group, excess in zip(GROUPS, by_group(X, X).T):
        away = X[:, group] - X[:, group].mean(axis=0)
        own = np.maximum(0, away * np.linalg.solve(np.atleast_2d(np.cov(X[:, group], rowvar=False)), away.T).T)
        parts[:, group] = own / own.sum(axis=1, keepdims=True) * np.maximum(0, excess)[:, None]
    return parts


def surprise(reference, scores):
    """-ln of the share of reference scores as high, with an exponential tail from the 98 % quantile on."""
    reference = np.sort(reference)
    n = len(reference)
    bound = reference[int(n * 0.98)]
    beyond = reference[reference > bound]
    inside = -np.log(np.array([(reference >= score).mean() if score <= bound else 1 for score in scores]))
    tail = -np.log(len(beyond) / n) + (scores - bound) / (beyond - bound).mean()
    return np.where(scores > bound, tail, inside)


def fourth(X):
    return np.mean(X**4, axis=1) ** 0.25


# A consensus of two detectors that were fitted on other records, as plain numbers for its state.
along = rng.normal(size=500)
Y = np.column_stack([along, along + 0.2 * rng.normal(size=500), rng.integers(0, 4, 500), -rng.exponential(size=500)])
Y = Y.astype(np.float32).astype(float)
members = [(1.5, fourth(Y), fourth), (1, by_group(Y, Y).sum(axis=1), lambda X: by_group(Y, X).sum(axis=1))]
votes = lambda x, m, s: np.log1p(2 * np.maximum(0, x - m) / s)
scales = [upper_scale(scores, 0.99) for _, scores, _ in members]
sums = lambda X: sum(w * votes(score(X), m, s) for (w, _, score), (m, s) in zip(members, scales))
state = []
for group in GROUPS:
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(Y[:, group], rowvar=False)))
    state.append({"columns": group, "means": Y[:, group].mean(axis=0).tolist(),
                  "directions": (vectors / np.sqrt(values)).T.ravel().tolist()})
for one, column in zip(state, distances(Y, Y).T):
    one["median"], one["scale"] = upper_scale(column, 0.9, spread=True)

# Flows: logarithms of bytes in, bytes out and duration, of three ports and two protocols; the last 20 were not fitted on.
m = 100
ports = rng.choice(3, m, p=[0.6, 0.3, 0.1])
protocols = np.where(rng.random(m) < 0.8, ports % 2, 1 - ports % 2)
size = rng.normal(size=m)
Q = np.column_stack([5 + size + ports, 6 + size + 0.3 * rng.normal(size=m) - protocols, rng.exponential(size=m)])
Q = Q.astype(np.float32).astype(float)
F = slice(0, 80)


def standardised(X):
    return (X - X[F].mean(axis=0)) / X[F].std(axis=0)


one_hot = np.hstack([np.eye(3)[ports], np.eye(2)[protocols]])
Z = standardised(np.hstack([Q, one_hot]))
shares = one_hot[F].mean(axis=0)


def beyond_median(inverse_shares):
    return inverse_shares - np.exp(np.median(np.log(inverse_shares[F])))


def typical(j):
    """Median of each port, shrunk by ten records towards that of all."""
    medians = np.empty(3)
    for port in range(3):
        own = Q[F, j][ports[F] == port]
        weight = len(own) / (len(own) + 10)
        medians[port] = weight * np.median(own) + (1 - weight) * np.median(Q[F, j])
    return medians[ports]


flows = {
    "quantities": Q.ravel().tolist(),
    "ports": ports.tolist(),
    "protocols": protocols.tolist(),
    "Mahalanobis distance": EmpiricalCovariance().fit(Z[F]).mahalanobis(Z).tolist(),
    "deviation by port": (standardised(Q - np.column_stack([typical(j) for j in range(3)])) ** 2).sum(axis=1).tolist(),
    "rare values": (beyond_median(1 / shares[ports]) + beyond_median(1 / shares[3 + protocols])).tolist(),
}

golden = {
    "flows": flows,
    "root mean square": np.sqrt(np.mean(X**2, axis=1)).tolist(),
    "root mean fourth power": fourth(X).tolist(),
    "principal components by group": by_group(X, X).sum(axis=1).tolist(),
    "parts by group": parts_by_group(X).ravel().tolist(),
    "consensus": surprise(sums(Y), sums(X)).tolist(),
    "consensus far off": surprise(sums(Y), sums(3 * X)).tolist(),
    "consensus state": {"scales": scales, "groups": state, "reference": np.sort(sums(Y)).tolist()},
    "values": X.ravel().tolist(),
    "labels": y.tolist(),
    "robust z": np.max(np.abs(X - median) / (mad / 0.6745), axis=1).tolist(),
    "ECOD": ECOD().fit(X).decision_scores_.tolist(),
    "principal components": np.einsum("ij,jk,ik->i", centred, np.linalg.inv(covariance), centred).tolist(),
    # A record of the sample is its own nearest neighbour, which PyOD leaves out when it fits: its 4th is our 5th.
    "nearest neighbours": KNN(n_neighbors=4, method="largest").fit(X).decision_scores_.tolist(),
    "logistic regression": LogisticRegression(C=1.0, tol=1e-12, max_iter=10_000).fit(X, y).predict_proba(X)[:, 1].tolist(),
}
(Path(__file__).parent / "golden.json").write_text(json.dumps(golden) + "\n")
