"""Credentials that cannot be shown by accident.

A `Secret` is hidden in repr, str, format and tracebacks, and cannot be pickled.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, NoReturn, TypeVar

from .base_error import SpecloomError
from .body_text import BOM, charset_of
from .credential_forms import (
    HIDDEN,
    SHORTEST,
    credential_forms,
    may_contain,
    without_credentials,
)
from .deep_stack import deeper_if_needed
from .responses import Headers, Response

MOST_OF_CALLS = 100
"""The most credentials of single calls that are searched for, the latest ones."""
MOST_TOKENS = 8
"""The most tokens of one scheme that are searched for, the latest ones."""
NONE: frozenset[str] = frozenset()

Failure = TypeVar("Failure", bound=Exception)


class Secret:
    """A credential; only `reveal()` returns its text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the credential itself, for use in a request."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "credentials cannot be pickled; create the client in the process that "
            "uses it"
        )


class Redactor:
    """Replace known credentials in everything that is taken from a response.

    Every value of a response passes through here before it becomes a part of an error,
    a deviation, an event or the log, and before it is shortened.

    Args:
        secrets: the credentials that are always replaced.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        with HiddenFrames():
            self._always = NONE.union(*map(_forms, secrets))
        self._added: dict[Hashable, dict[Secret, frozenset[str]]] = {}
        self._searched: tuple[str, ...] | None = tuple(self._always)
        self._lock = threading.Lock()

    def add(self, secret: Secret, owner: Hashable = None) -> None:
        """Add a credential; it replaces the one of its owner that was added first.

        Tokens belong to a scheme, and credentials of single calls to None. Calls do
        not remove a token that is in use.
        """
        with self._lock, HiddenFrames():
            self._add(secret, owner)

    def _add(self, secret: Secret, owner: Hashable) -> None:
        added = self._added.setdefault(owner, {})
        added[secret] = added.pop(secret, NONE) or _forms(secret)
        if len(added) > (MOST_OF_CALLS if owner is None else MOST_TOKENS):
            del added[next(iter(added))]
        self._searched = None

    def _forms(self) -> tuple[str, ...]:
        """Return all forms that are searched for."""
        with self._lock, HiddenFrames():
            if self._searched is None:
                added = (
                    forms for each in self._added.values() for forms in each.values()
                )
                self._searched = tuple(self._always.union(*added))
            return self._searched

    def text(self, text: str) -> str:
        """Return the text with every known credential replaced."""
        if len(text) < SHORTEST or not may_contain(
            text, self._searched or self._forms()
        ):
            return text
        with HiddenFrames():
            return without_credentials(text, self._forms())

    def data(self, data: bytes) -> bytes:
        """Return the bytes with every known credential replaced."""
        text = data.decode("utf-8", "surrogateescape")
        hidden = self.text(text)
        return data if hidden == text else hidden.encode("utf-8", "surrogateescape")

    def shows(self, text: str) -> bool:
        """Return whether the text contains a known credential."""
        return self.text(text) != text

    @deeper_if_needed
    def value(self, value: Any) -> Any:
        """Return a value with every known credential in it replaced, at any depth."""
        match value:
            case str():
                return self.text(value)
            case bytes():
                return self.data(value)
            case list() | tuple():
                return type(value)(map(self.value, value))
            case dict():
                return {self.value(k): self.value(v) for k, v in value.items()}
            case int() | float() if self.shows(repr(value)):
                return HIDDEN
            case Response():
                return self.response(value)
            case SpecloomError():
                return self.error(value)
        return value

    def response(self, response: Response) -> Response:
        """Return a response for an error: without credentials and new cookies."""
        headers = response.headers.without("set-cookie")
        hidden = Headers(map(self.value, headers.pairs()))
        return replace(response, headers=hidden, body=self._body(response))

    def _body(self, response: Response) -> bytes:
        """Return the body of a response, searched as text and as bytes."""
        body = response.body.removeprefix(BOM)
        charset = charset_of(body, response.headers.get("content-type", ""))
        if charset not in ("utf-8", None):
            with suppress(LookupError, UnicodeError):
                text = body.decode(charset)
                if (hidden := self.text(text)) != text:
                    body = hidden.encode(charset)
        return self.data(body)

    def error(self, error: Failure) -> Failure:
        """Replace every known credential in an error, and return it."""
        error.args = self.value(error.args)
        vars(error).update(self.value(vars(error)))
        return error

    def __repr__(self) -> str:
        return f"Redactor({len(self._forms())} known)"


def _forms(secret: Secret) -> frozenset[str]:
    plain = secret.reveal()
    return credential_forms(plain) if len(plain) >= SHORTEST else NONE


class HiddenFrames:
    """Remove the frames inside a `with` statement from the tracebacks of errors.

    These frames hold credentials in plain text, which a traceback with locals would
    show.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del traceback
        if error is not None:
            error.__cause__ = error.__context__ = None
            raise error.with_traceback(None)
