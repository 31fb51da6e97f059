"""Exchanges two folders of one file system in one step, which Node has no call for. Exit code 1: cannot be done here."""

import ctypes
import os
import sys

AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2

first, second = map(os.fsencode, sys.argv[1:])
system = ctypes.CDLL(None)
try:
    if sys.platform == "darwin":
        failed = system.renamex_np(first, second, RENAME_SWAP)
    else:
        failed = system.renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE)
except AttributeError:  # A C library without the call.
    failed = 1
sys.exit(1 if failed else 0)
