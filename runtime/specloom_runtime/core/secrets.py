"""Credentials that cannot be shown by accident.

A `Secret` is hidden in repr, str, format and tracebacks, and cannot be pickled.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import NoReturn
from urllib.parse import quote, quote_plus

HIDDEN = "***"


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
    """Replace known credentials in text and bytes before these are shown."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._texts: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: Secret) -> None:
        """Add a credential in all forms in which it can occur in a message."""
        plain = secret.reveal()
        if len(plain) < 6:
            # Too short to redact safely: "demo" would hide ordinary words.
            return
        known = {plain, quote(plain, safe=""), quote_plus(plain)}
        known.add(base64.b64encode(plain.encode()).decode())
        self._texts = self._texts | known

    def text(self, text: str) -> str:
        """Return the text with every known credential replaced."""
        for known in self._texts:
            text = text.replace(known, HIDDEN)
        return text

    def data(self, data: bytes) -> bytes:
        """Return the bytes with every known credential replaced."""
        for known in self._texts:
            data = data.replace(known.encode(), HIDDEN.encode())
        return data

    def __repr__(self) -> str:
        return f"Redactor({len(self._texts)} known)"
