"""Computes with scikit-learn what lib/evaluate has to give, and writes it to golden.json.

    python -m pip install scikit-learn==1.5.2
    python test/evaluate/golden.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(1)


def case(name, labels, scores, threshold):
    verdicts = (scores > threshold).astype(int)
    came, given = calibration_curve(labels, scores, n_bins=10, strategy="uniform")
    tn, fp, fn, tp = metrics.confusion_matrix(labels, verdicts).ravel()
    return {
        "name": name, "labels": labels.tolist(), "scores": scores.tolist(), "threshold": threshold,
        "rocAuc": metrics.roc_auc_score(labels, scores),
        "averagePrecision": metrics.average_precision_score(labels, scores),
        "precision": metrics.precision_score(labels, verdicts, zero_division=0),
        "recall": metrics.recall_score(labels, verdicts),
        "f1": metrics.f1_score(labels, verdicts),
        "mcc": metrics.matthews_corrcoef(labels, verdicts),
        "confusion": [int(tp), int(fp), int(tn), int(fn)],
        "brier": metrics.brier_score_loss(labels, scores),
        "reliability": np.column_stack([given, came]).tolist(),
    }


labels = (rng.random(200) < 0.1).astype(int)
informed = np.clip(rng.random(200) * 0.7 + labels * 0.3, 0, 1)
few = rng.integers(0, 4, 150)
few_labels = (rng.random(150) < 0.4).astype(int)
cases = [
    case("200 records, a tenth positive", labels, informed, 0.5),
    case("many ties", few_labels, few / 4, 0.3),
    case("edges of bins", np.array([0, 1, 0, 1, 1, 0]), np.array([0.0, 0.1, 0.3, 0.3, 0.7, 1.0]), 0.3),
    case("no alert", np.array([0, 1, 1]), np.array([0.1, 0.2, 0.15]), 0.9),
]
Path(__file__).with_name("golden.json").write_text(json.dumps(cases) + "\n")
