"""Read regular files alone: to open a pipe or a device could take forever.

Imports no other module of the generator.
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
        most: the number of bytes after which the rest is not read; None reads all.

    Raises:
        OSError: it cannot be read, or it is a folder, a pipe, a socket or a device.
    """
    # Without O_NONBLOCK the file could be replaced by a pipe before it is opened.
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return file.read() if most is None else file.read(most)
