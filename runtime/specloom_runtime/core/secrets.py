"""Credentials that cannot be shown by accident.

A `Secret` is hidden in repr, str, format and tracebacks, and cannot be pickled.
"""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote, quote_plus

from .deep_stack import deeper_if_needed
from .responses import Headers, Response

HIDDEN = "***"
SHORTEST = 6
"""Fewer characters are not redacted: "demo" would hide ordinary words."""

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
    a deviation, an event or the log.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._forms: frozenset[str] = frozenset()
        self._pattern: re.Pattern[str] | None = None
        self._bytes_pattern: re.Pattern[bytes] | None = None
        self._lock = threading.Lock()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: Secret) -> None:
        """Add a credential in all forms in which it can occur in a message."""
        if len(secret.reveal()) < SHORTEST:
            return
        with self._lock, HiddenFrames():
            self._forms = self._forms.union(_forms(secret))
            # The longest first: a credential can be a part of another one.
            texts = sorted(self._forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, texts)))
            codes = (text.encode("utf-8", "surrogatepass") for text in texts)
            self._bytes_pattern = re.compile(b"|".join(map(re.escape, codes)))

    def text(self, text: str) -> str:
        """Return the text with every known credential replaced."""
        return text if self._pattern is None else self._pattern.sub(HIDDEN, text)

    def data(self, data: bytes) -> bytes:
        """Return the bytes with every known credential replaced."""
        pattern = self._bytes_pattern
        return data if pattern is None else pattern.sub(HIDDEN.encode(), data)

    def shows(self, text: str) -> bool:
        """Return whether the text contains a known credential."""
        return self._pattern is not None and self._pattern.search(text) is not None

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
            case Response():
                return self.response(value)
        return value

    def response(self, response: Response) -> Response:
        """Return a response for an error: without credentials and new cookies."""
        pairs = response.headers.without("set-cookie").pairs()
        headers = Headers((name, self.text(value)) for name, value in pairs)
        return replace(response, headers=headers, body=self.data(response.body))

    def error(self, error: Failure) -> Failure:
        """Replace every known credential in an error, and return it."""
        error.args = self.value(error.args)
        vars(error).update(self.value(vars(error)))
        return error

    def __repr__(self) -> str:
        return f"Redactor({len(self._forms)} known)"


def _forms(secret: Secret) -> Iterator[str]:
    """Yield a credential as text, URL, base64, JSON and HTML have it."""
    plain = secret.reveal()
    yield plain
    for escaped in (quote(plain, safe=""), quote(plain), quote_plus(plain)):
        yield escaped
        yield re.sub("%..", lambda match: match[0].lower(), escaped)
    data = plain.encode("utf-8", "surrogatepass")
    for encoded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
        yield encoded.decode()
        yield encoded.decode().rstrip("=")
    for ascii_only in (True, False):
        escaped = json.dumps(plain, ensure_ascii=ascii_only)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")
    yield repr(plain)[1:-1]
    yield html.escape(plain)


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
