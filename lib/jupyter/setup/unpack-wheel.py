"""Take TensorFlow's libraries and C headers out of its wheel: unpack-wheel.py WHEEL DIRECTORY."""

import os
import shutil
import sys
import zipfile
from pathlib import Path

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = "tensorflow/include/"


def target(name):
    if name in LIBRARIES:
        return Path("lib", os.path.basename(name))
    if name.startswith((HEADERS + "tensorflow/", HEADERS + "tsl/")) and name.endswith(".h"):
        return Path("include", name.removeprefix(HEADERS))
    return None


def main(wheel, directory):
    with zipfile.ZipFile(wheel) as archive:
        for name in filter(target, archive.namelist()):
            file = Path(directory, target(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(file, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


if __name__ == "__main__":
    main(*sys.argv[1:])
