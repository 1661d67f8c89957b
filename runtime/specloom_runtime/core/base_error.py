"""The base class of all errors of this package."""

from __future__ import annotations

from typing import Any

from .shown_text import LONGEST, shown
from .write_progress import WriteProgress


class SpecloomError(Exception):
    """The base class of all errors of this package.

    `checkpoint` is set if the error ended an iteration over pages. To continue without
    repeated or missing items, use `contacts.list().resume(error.checkpoint)`, with the
    same arguments for the list.

    `progress` is set if the error ended the writing of a list in several requests.
    """

    checkpoint: Any = None
    progress: WriteProgress | None = None
    request_id: str | None = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return shown(self.message, LONGEST)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own pickling calls the class, which needs keyword-only arguments.
        return type(self).__new__, (type(self), *self.args), self.__dict__
