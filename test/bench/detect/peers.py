"""Fits the peers' detectors and writes their scores: called by detect.ts with the folder that holds the matrices.

Each case has train and test features twice: "log" (the raw columns, logarithms of quantities) and "ours" (our
FeatureMatrix). Peers get them standardised, as their users would.
"""

import importlib.util
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from pyod.models.copod import COPOD
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from pyod.models.knn import KNN
from pyod.models.pca import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import LocalOutlierFactor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
TORCH = importlib.util.find_spec("torch") is not None
if TORCH:
    import torch
    from pyod.models.auto_encoder import AutoEncoder

    torch.set_num_threads(1)
folder = Path(sys.argv[1])


def unsupervised(seed):
    found = {
        "scikit-learn isolation forest": IsolationForest(random_state=seed),
        "scikit-learn LOF": LocalOutlierFactor(novelty=True),
        "scikit-learn autoencoder": MLPRegressor(hidden_layer_sizes=(16, 4, 16), max_iter=60, early_stopping=True, random_state=seed),
        "PyOD ECOD": ECOD(),
        "PyOD COPOD": COPOD(),
        "PyOD HBOS": HBOS(),
        "PyOD KNN": KNN(),
        "PyOD PCA": PCA(random_state=seed),
    }
    if TORCH:
        found["PyOD autoencoder"] = AutoEncoder(random_state=seed, verbose=0)
    return found


def supervised(seed):
    return {
        "scikit-learn logistic regression": LogisticRegression(max_iter=2000),
        "scikit-learn MLP": MLPClassifier(hidden_layer_sizes=(64, 32), max_iter=100, early_stopping=True, random_state=seed),
        "scikit-learn gradient boosting": HistGradientBoostingClassifier(random_state=seed),
        "scikit-learn random forest": RandomForestClassifier(random_state=seed),
    }


def scores(name, model, train, test, labels):
    if labels is not None:
        return model.fit(train, labels).predict_proba(test)[:, 1]
    if name == "scikit-learn autoencoder":
        return ((model.fit(train, train).predict(test).reshape(test.shape) - test) ** 2).mean(axis=1)
    model.fit(train)
    return model.decision_function(test) if name.startswith("PyOD") else -model.score_samples(test)


for case in json.loads((folder / "cases.json").read_text()):
    written = {}
    y = np.array(case["trainLabels"])
    for features in ("log", "ours"):
        width = case["widths"][features]
        read = lambda side: np.fromfile(folder / f"{case['id']}-{features}-{side}.f32", np.float32).reshape(-1, width).astype(float)
        train, test = read("train"), read("test")
        for setting in ("normal only", "mix", "labels"):
            rows = train[y == 0] if setting == "normal only" else train
            scaler = StandardScaler().fit(rows)
            models = supervised(case["seed"]) if setting == "labels" else unsupervised(case["seed"])
            for name, model in models.items():
                found = scores(name, model, scaler.transform(rows), scaler.transform(test), y if setting == "labels" else None)
                written[f"{setting}|{name}, {features}"] = np.nan_to_num(found).tolist()
    (folder / f"{case['id']}-peers.json").write_text(json.dumps(written))
    print(f"peers: {case['id']}", flush=True)
