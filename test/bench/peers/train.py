"""Seconds an epoch, by the clock and of all processors, and loss of Keras and scikit-learn, on the matrix that test/bench/train.ts wrote.

    python train.py MATRIX.f32 ROWS COLUMNS EPOCHS
"""

import json
import os
import sys
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras
import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore")
file, rows, columns, epochs = sys.argv[1], *map(int, sys.argv[2:5])
x = np.fromfile(file, dtype=np.float32).reshape(rows, columns)
y = (x[:, 0] > 0.5).astype(np.float32)
keras.utils.set_random_seed(1)


def dense(hidden, out, activation):
    layers = [keras.Input((columns,))] + [keras.layers.Dense(units, activation="relu") for units in hidden]
    return keras.Sequential(layers + [keras.layers.Dense(out, activation=activation)])


def timed(work):
    began, spent = time.perf_counter(), time.process_time()
    result = work()
    return result, {"seconds": (time.perf_counter() - began) / epochs, "cpu": (time.process_time() - spent) / epochs}


def measure(model, target, loss):
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=loss)
    model.fit(x[:2560], target[:2560], batch_size=256, epochs=1, verbose=0)  # compiles
    history, times = timed(lambda: model.fit(x, target, batch_size=256, epochs=epochs, verbose=0))
    return {**times, "loss": history.history["loss"][-1]}


def sklearn(model, target, factor):
    model.set_params(solver="adam", batch_size=256, max_iter=epochs, random_state=1, alpha=0)
    _, times = timed(lambda: model.fit(x, target))
    return {**times, "loss": model.loss_ * factor}


print(json.dumps({
    "keras": {"autoencoder": measure(dense([32, 8, 32], columns, "linear"), x, "mse"),
              "classifier": measure(dense([64, 32], 1, "sigmoid"), y, "binary_crossentropy")},
    # scikit-learn's squared loss is halved.
    "scikit-learn": {"autoencoder": sklearn(MLPRegressor(hidden_layer_sizes=(32, 8, 32)), x, 2),
                     "classifier": sklearn(MLPClassifier(hidden_layer_sizes=(64, 32)), y, 1)},
}))
