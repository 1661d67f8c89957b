"""Request bodies that are read while they are sent, so that files stay on disk.

A file is sent from its position at the start of the call. A file that is not seekable
is sent at most once, so that no attempt sends only a part of it.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any, cast

from ..core.errors import RequestError

STEP = 65536
TEXT = "the file must be opened in binary mode"


class Source:
    """An open binary file, from its position at the start of the call to its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.mark = uuid.uuid4().hex
        """A random string for multipart boundaries, so that no file contains them."""
        self.size: int | None = None
        self._start: int | None = None
        self._begun = False
        if isinstance(file, io.TextIOBase):
            raise RequestError(TEXT)
        with suppress(AttributeError, OSError):
            if file.seekable():
                start = file.tell()
                file.seek(0, os.SEEK_END)
                size = file.tell() - start
                file.seek(start)
                self.size, self._start = size, start

    @property
    def repeatable(self) -> bool:
        """Whether the file can be sent (again) from its start."""
        return self._start is not None or not self._begun

    def chunks(self) -> Iterator[bytes]:
        """Yield the content of the file. Raises RequestError for a text file."""
        if self._start is not None:
            self.file.seek(self._start)
        self._begun = True
        left = self.size
        while left is None or left > 0:
            data = self._read(STEP if left is None else min(STEP, left))
            if not data:
                if left:
                    raise RequestError("the file became shorter while it was sent")
                return
            left = None if left is None else left - len(data)
            yield data

    def _read(self, size: int) -> bytes:
        try:
            data = self.file.read(size)
        except (OSError, ValueError) as error:
            raise RequestError(f"the file cannot be read: {error}") from error
        if not isinstance(data, bytes):
            raise RequestError(TEXT)
        return data


class Upload:
    """A body that consists of bytes and files in sequence."""

    def __init__(self, parts: list[bytes | Source]) -> None:
        self._parts = parts

    @property
    def repeatable(self) -> bool:
        """Whether all files can be sent (again)."""
        return all(p.repeatable for p in self._parts if isinstance(p, Source))

    @property
    def size(self) -> int | None:
        """The number of bytes; None if the size of a file is unknown."""
        sizes = [len(p) if isinstance(p, bytes) else p.size for p in self._parts]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    def chunks(self, length: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from the start.

        Raises RequestError for a text file, and if there are more or fewer bytes than
        `length`, unless it is None.
        """
        sent = 0
        for part in self._parts:
            for chunk in (part,) if isinstance(part, bytes) else part.chunks():
                sent += len(chunk)
                if length is not None and sent > length:
                    raise RequestError(f"the body is longer than {length} bytes")
                yield chunk
        if length is not None and sent < length:
            raise RequestError(f"the body has {sent} bytes instead of {length}")


def hold_files(body: Any) -> Any:
    """Return the body with each file as a Source, which has the file's position.

    Raises RequestError if the body contains itself.
    """
    try:
        return _held(body, "body")
    except RecursionError:
        problem = "body: it contains itself, or is nested too deeply"
        raise RequestError(problem) from None


def _held(body: Any, name: str) -> Any:
    if isinstance(body, Mapping):
        return {name: _held(value, str(name)) for name, value in body.items()}
    if isinstance(body, list):
        return [_held(item, name) for item in body]
    if isinstance(body, tuple) and not hasattr(body, "_fields"):
        return tuple(_held(item, name) for item in body)
    if isinstance(body, io.TextIOBase):
        raise RequestError(f"{name}: {TEXT}")
    return Source(cast(IO[bytes], body)) if hasattr(body, "read") else body
