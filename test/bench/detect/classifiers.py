"""Fits the peers' classifiers and writes their scores of the test rows: called by classifiers.ts with the folder that holds the matrices.

Each case has train and test features twice: "log" (the raw columns, logarithms of quantities) and "ours" (our
FeatureMatrix). Peers get them standardised, as their users would.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])


def classifiers(seed):
    return {
        "scikit-learn logistic regression": LogisticRegression(max_iter=2000),
        "scikit-learn MLP": MLPClassifier(hidden_layer_sizes=(64, 32), max_iter=100, early_stopping=True, random_state=seed),
        "scikit-learn gradient boosting": HistGradientBoostingClassifier(random_state=seed),
        "scikit-learn random forest": RandomForestClassifier(random_state=seed),
    }


for case in json.loads((folder / "cases.json").read_text()):
    written = {}
    labels = np.array(case["trainLabels"])
    for features in ("log", "ours"):
        width = case["widths"][features]
        read = lambda side: np.fromfile(folder / f"{case['id']}-{features}-{side}.f32", np.float32).reshape(-1, width).astype(float)
        train, test = read("train"), read("test")
        scaler = StandardScaler().fit(train)
        for name, model in classifiers(case["seed"]).items():
            model.fit(scaler.transform(train), labels)
            written[f"{name}, {features}"] = model.predict_proba(scaler.transform(test))[:, 1].tolist()
    (folder / f"{case['id']}-peers.json").write_text(json.dumps(written))
    print(f"peers: {case['id']}", flush=True)
