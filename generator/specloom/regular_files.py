"""Read only regular files, because opening a pipe or a device could block forever.

This module imports no other module of the generator.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, most: int | None = None) -> bytes:
    """Return the content of a file.

    Args:
        path: the file; links are followed.
        most: the maximum number of bytes to read; None for no maximum.

    Raises:
        OSError: the file cannot be read, or is a folder, a pipe, a socket or a device.
    """
    # A pipe could replace the file at any time; O_NONBLOCK opens it without waiting.
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, os.O_RDONLY | flags)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
        raise OSError(errno.EINVAL, "Not a regular file", str(path))
    with open(handle, "rb") as file:
        return file.read() if most is None else file.read(most)


def real_path(path: Path) -> Path:
    """Return the absolute path of a file, with all links followed.

    A link that refers to itself is returned unchanged, so that opening it raises
    `OSError`. `Path.resolve` raises a different error in some versions of Python.
    """
    return Path(os.path.realpath(path))
