"""Webhooks and callbacks: verify the signature, and decode the payload.

No web framework is required: pass the received body and headers.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Generic, Literal, TypeVar, overload

from .core.deviation_counts import DeviationCounts
from .core.errors import ConfigurationError, SignatureError
from .core.events import Deviation
from .core.responses import Headers, Response
from .core.secrets import HiddenFrames, Redactor, Secret
from .models.decode_context import DecodeContext
from .models.decoding import Decoder, decode
from .operations.result_types import Result, TypeForm, decoded_by

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
        self, body: bytes, headers: Mapping[str, str], secret: str | bytes | Secret
    ) -> None:
        """Raise SignatureError unless the body was signed with the secret.

        The comparison takes constant time. Header names can be in any letter case. A
        secret that is a string is encoded as UTF-8.
        """
        key = _hidden(secret)
        # Deleted so that no frame of a traceback contains it in plain text.
        del secret
        self._verify(body, headers, key)

    def _verify(self, body: bytes, headers: Mapping[str, str], key: Secret) -> None:
        if not key:
            raise ConfigurationError(f"a secret is needed to check {self.header}")
        signatures = Headers(headers.items()).get(self.header, "")
        if not signatures:
            raise SignatureError(f"there is no {self.header} header")
        if not self._matches(body, signatures, key):
            raise SignatureError(
                f"the signature in {self.header} does not match the body"
            )

    def _matches(self, body: bytes, signatures: str, key: Secret) -> bool:
        expected = self._sign(body, key).encode()
        # Servers pass bytes that are not text as halves of surrogate pairs.
        matches = [
            hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
            for signature in signatures.replace(",", " ").split()
        ]
        return any(matches)

    def sign(self, body: bytes, secret: str | bytes | Secret) -> str:
        """Return the header value for a body, for testing a receiver."""
        key = _hidden(secret)
        del secret
        return self._sign(body, key)

    def _sign(self, body: bytes, key: Secret) -> str:
        digest = hmac.new(_bytes(key), body, self.algorithm).digest()
        signature = (
            digest.hex()
            if self.encoding == "hex"
            else base64.b64encode(digest).decode()
        )
        return self.prefix + signature


def _hidden(secret: Any) -> Secret:
    """Return a secret as a string of one character for each byte."""
    given = secret.reveal() if isinstance(secret, Secret) else secret or b""
    if not isinstance(given, str | bytes | bytearray):
        raise ConfigurationError("the secret must be a string or bytes")
    data = given.encode() if isinstance(given, str) else bytes(given)
    return Secret(data.decode("latin-1"))


def _bytes(key: Secret) -> bytes:
    return key.reveal().encode("latin-1")


@lru_cache(maxsize=16)
def _redactor(key: Secret) -> Redactor:
    """Return what removes the secret from errors and deviations."""
    return Redactor([Secret(_bytes(key).decode("utf-8", "surrogateescape"))])


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
        secret: str | bytes | Secret = "",
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
        key = _hidden(secret)
        # Deleted so that no frame of a traceback contains it in plain text.
        del secret
        if signature is not None:
            signature.verify(body, headers or {}, _bytes(key))
        fields = Headers((headers or {}).items())
        received = Response(status=200, headers=fields, body=bytes(body))
        reading = DecodeContext(
            self.name,
            strict,
            on_deviation,
            redactor=_redactor(key),
            counts=self._counts,
            with_values=deviation_values,
        )
        # A message can repeat the secret.
        with HiddenFrames():
            return decode(self.decoder, received, reading)  # type: ignore[return-value]  # an empty body is None only where T allows it
