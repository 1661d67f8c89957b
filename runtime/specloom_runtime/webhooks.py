"""Webhooks and callbacks: verify the signature, and decode the payload.

No web framework is required: pass the received body and headers.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, overload

from .core.base_error import SpecloomError
from .core.deviation_counts import DeviationCounts
from .core.errors import ConfigurationError, SignatureError
from .core.events import Deviation
from .core.responses import DecodeError, Headers, Response
from .core.secrets import Redactor, Secret
from .models.decode_context import DecodeContext
from .models.decoding import Decoder, decode
from .operations.operation import Result, TypeForm, decoded_by

T = TypeVar("T")


@dataclass(frozen=True)
class Signature:
    """The signature of a vendor's messages: an HMAC of the body's bytes.

    `header` is the name of the header that contains the signature. In the header,
    `prefix` (`sha256=`) comes before the signature. While a secret is being replaced,
    the header can contain several signatures, separated by commas or spaces.
    """

    header: str
    algorithm: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secret: str | bytes
    ) -> None:
        """Raise SignatureError unless the body was signed with the secret.

        The comparison takes constant time. Header names can be in any letter case. A
        secret that is a string is encoded as UTF-8.
        """
        failure = _failure(self, body, headers, secret)
        del secret  # A traceback with locals would show it.
        if failure is not None:
            raise failure

    def sign(self, body: bytes, secret: str | bytes) -> str:
        """Return the header value for a body, for testing a receiver."""
        key = secret if isinstance(secret, bytes) else _utf8(secret)
        digest = hmac.new(key, body, self.algorithm).digest()
        signature = (
            digest.hex()
            if self.encoding == "hex"
            else base64.b64encode(digest).decode()
        )
        return self.prefix + signature


def _failure(
    signature: Signature,
    body: bytes,
    headers: Mapping[str, str],
    secret: str | bytes,
) -> SpecloomError | None:
    """Return the error of a message that was not signed with the secret, or None."""
    name = signature.header
    if not secret or not isinstance(secret, str | bytes):
        return ConfigurationError(f"a secret is needed to check {name}")
    given = Headers(headers.items()).all(name)
    # A framework can have bytes and surrogates in the headers that anyone sent.
    stated = " ".join(text for text in given if isinstance(text, str))
    if not stated:
        return SignatureError(f"there is no {name} header")
    expected = _utf8(signature.sign(body, secret))
    matches = [
        hmac.compare_digest(expected, _utf8(each))
        for each in stated.replace(",", " ").split()
    ]
    if any(matches):
        return None
    return SignatureError(f"the signature in {name} does not match the body")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(secret: str | bytes) -> str:
    return secret.decode("latin-1") if isinstance(secret, bytes) else str(secret)


class Webhook(Generic[T]):
    """A kind of message that a vendor sends, with a payload of type T."""

    @overload
    def __init__(self, name: str, payload: type[TypeForm[T]]) -> None: ...

    @overload
    def __init__(self, name: str, payload: Result[T]) -> None: ...

    def __init__(self, name: str, payload: Any) -> None:
        self.name = name
        self.payload: Any = payload
        self._counts = DeviationCounts()

    def __repr__(self) -> str:
        return f"<Webhook {self.name}>"

    @cached_property
    def decoder(self) -> Decoder[T]:
        """The decoder of the payload, built on demand."""
        return decoded_by(self.payload)

    def parse(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        signature: Signature | None = None,
        secret: str | bytes = "",
        strict: bool = False,
        on_deviation: Callable[[Deviation], None] | None = None,
        deviation_values: bool = False,
    ) -> T:
        """Verify a received message, and return its payload.

        Args:
            body: the bytes of the body as received.
            headers: the headers of the message.
            signature: the signature of the vendor; None if it does not sign messages.
            secret: the secret of the signature; required with a signature.
            strict: whether a payload that deviates from its description is an error.
            on_deviation: called for each deviation from the description.
            deviation_values: whether deviations contain the received value.

        Raises:
            SignatureError: the message does not come from the vendor, or was changed.
            ConfigurationError: there is a signature but no secret.
            DecodeError: the body cannot be decoded.
        """
        body = bytes(body) if isinstance(body, bytearray | memoryview) else body
        failure = None
        if signature is not None:
            failure = _failure(signature, body, headers or {}, secret)
        hidden = Secret(_text(secret))
        del secret  # A traceback with locals would show it.
        if failure is not None:
            raise failure
        fields = Headers((headers or {}).items())
        received = Response(status=200, headers=fields, body=body)
        reading = DecodeContext(
            self.name,
            strict,
            on_deviation,
            counts=self._counts,
            with_values=deviation_values,
        )
        try:
            return decode(self.decoder, received, reading)  # type: ignore[return-value]  # an empty body is None only where T allows it
        except DecodeError as error:
            raise Redactor([hidden]).error(error).with_traceback(None) from None
