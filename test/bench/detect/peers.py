"""Fits scikit-learn's, Keras's and PyOD's detectors on every setting, without labels, and writes the scores of all rows.

    python peers.py FOLDER SEEDS SETTING...

FOLDER/SETTING holds setting.json and two matrices of the same rows: raw.f32 (the columns as their users would prepare them)
and ours.f32 (our features). The detectors get both, standardised.
"""

import importlib.util
import json
import os
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from pyod.models.copod import COPOD
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from pyod.models.knn import KNN
from pyod.models.pca import PCA
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
KERAS = importlib.util.find_spec("keras") is not None
if KERAS:
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

HIDDEN = (16, 4, 16)
EPOCHS = 60


def keras_autoencoder(x, seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(units, activation="relu") for units in HIDDEN]
    model = keras.Sequential([keras.Input((x.shape[1],)), *layers, keras.layers.Dense(x.shape[1])])
    model.compile("adam", "mse")
    stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
    model.fit(x, x, epochs=EPOCHS, batch_size=200, validation_split=0.1, callbacks=[stop], verbose=0)
    return ((model.predict(x, batch_size=4096, verbose=0) - x) ** 2).mean(axis=1)


def sklearn_autoencoder(x, seed):
    model = MLPRegressor(hidden_layer_sizes=HIDDEN, max_iter=EPOCHS, early_stopping=True, random_state=seed)
    return ((model.fit(x, x).predict(x).reshape(x.shape) - x) ** 2).mean(axis=1)


def principal_components(x):
    # One-hot columns add up to one: a component without variance makes every score infinite or NaN.
    return PCA(n_components=int(np.linalg.matrix_rank(x)), random_state=1).fit(x).decision_scores_


# Detectors without random numbers are fitted once.
FIXED = {
    "scikit-learn LOF": lambda x: -LocalOutlierFactor().fit(x).negative_outlier_factor_,
    "PyOD ECOD": lambda x: ECOD().fit(x).decision_scores_,
    "PyOD COPOD": lambda x: COPOD().fit(x).decision_scores_,
    "PyOD HBOS": lambda x: HBOS().fit(x).decision_scores_,
    "PyOD KNN": lambda x: KNN().fit(x).decision_scores_,
    "PyOD PCA": principal_components,
}
SEEDED = {
    "scikit-learn isolation forest": lambda x, seed: -IsolationForest(random_state=seed).fit(x).score_samples(x),
    "scikit-learn autoencoder": sklearn_autoencoder,
    **({"Keras autoencoder": keras_autoencoder} if KERAS else {}),
}


def main(folder, seeds, names):
    if not KERAS:
        print("Keras is not installed (pip install keras jax): its autoencoder is MISSING from the peers.", flush=True)
    for name in names:
        began = time.perf_counter()
        setting = json.loads((folder / name / "setting.json").read_text())
        index, scores = [], []

        def add(detector, features, seed, values):
            # A peer that failed must not look like one that ranks badly.
            if not np.isfinite(values).all():
                raise SystemExit(f"{detector} on {features} columns of {name}: its scores are not finite.")
            index.append({"detector": detector, "features": features, "seed": seed})
            scores.append(values)

        for features in ("raw", "ours"):
            x = np.fromfile(folder / name / f"{features}.f32", np.float32).reshape(setting["rows"], -1).astype(float)
            x = StandardScaler().fit_transform(x)
            for detector, fit in FIXED.items():
                add(detector, features, 0, fit(x))
            for detector, fit in SEEDED.items():
                for seed in range(1, seeds + 1):
                    add(detector, features, seed, fit(x, seed))
        np.array(scores, np.float64).tofile(folder / name / "peers.f64")
        (folder / name / "peers.json").write_text(json.dumps(index))
        print(f"peers: {name}, {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
