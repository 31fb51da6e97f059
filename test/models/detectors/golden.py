"""Scores of scikit-learn, PyOD and numpy on a small table, for the baselines to be equal to; written to golden.json.

    python -m pip install scikit-learn==1.9.1 pyod==3.6.7
    python test/models/baselines/golden.py
"""

import json
from pathlib import Path

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.knn import KNN
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

golden = {
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
