"""Test webhooks: signatures are verified, then bodies decoded."""

from __future__ import annotations

import hmac
import traceback
from typing import Literal

import pytest
from specloom_runtime import (
    ConfigurationError,
    DecodeError,
    Deviation,
    Model,
    Secret,
    Signature,
    SignatureError,
    SpecloomError,
    Webhook,
)


class Pet(Model):
    name: str
    age: int | None = None


NEW_PET = Webhook("newPet", Pet)
BODY = b'{"name": "Rex"}'
PREFIXED = Signature("X-Signature-256", prefix="sha256=")


def test_unsigned_webhook_is_decoded() -> None:
    assert NEW_PET.parse(BODY).name == "Rex"
    assert repr(NEW_PET) == "<Webhook newPet>"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("secret", ["sécret", b"secret"])
def test_signed_webhook_is_decoded(
    algorithm: Literal["sha1", "sha256", "sha384", "sha512"],
    encoding: Literal["hex", "base64"],
    secret: str | bytes,
) -> None:
    signature = Signature("X-Sign", algorithm, encoding)
    headers = {"x-sign": signature.sign(BODY, secret)}
    read = NEW_PET.parse(BODY, headers, signature=signature, secret=secret)
    assert read == Pet(name="Rex")


def test_signature_is_hmac_sha256() -> None:
    known = hmac.new(b"secret", BODY, "sha256").hexdigest()
    assert PREFIXED.sign(BODY, "secret") == f"sha256={known}"


def test_one_valid_signature_of_several_is_enough() -> None:
    said = f"sha256=00, {PREFIXED.sign(BODY, 'new')}"
    PREFIXED.verify(BODY, {"X-Signature-256": said}, "new")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "there is no X-Signature-256 header"),
        (
            {"X-Signature-256": "sha256=é"},
            "the signature in X-Signature-256 does not match the body",
        ),
        (
            {"X-Signature-256": " , "},
            "the signature in X-Signature-256 does not match the body",
        ),
        (
            {"X-Signature-256": PREFIXED.sign(BODY + b" ", "secret")},
            "the signature in X-Signature-256 does not match the body",
        ),
        (
            {"X-Signature-256": PREFIXED.sign(BODY, "another")},
            "the signature in X-Signature-256 does not match the body",
        ),
    ],
)
def test_invalid_signatures_are_rejected(headers: dict[str, str], message: str) -> None:
    with pytest.raises(SignatureError) as caught:
        NEW_PET.parse(BODY, headers, signature=PREFIXED, secret="secret")
    assert str(caught.value) == message
    assert "secret" not in repr(caught.value)


@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_almost_valid_signatures_are_rejected(
    encoding: Literal["hex", "base64"],
) -> None:
    signature = Signature("X-Sign", encoding=encoding, prefix="v1=")
    right = signature.sign(BODY, "secret")
    for near in (right[:-1], right[:3], right + "0", right.swapcase(), right[3:]):
        with pytest.raises(SignatureError):
            signature.verify(BODY, {"X-Sign": near}, "secret")


def test_signature_verification_needs_a_secret() -> None:
    headers = {"X-Signature-256": PREFIXED.sign(BODY, "x")}
    with pytest.raises(ConfigurationError, match="a secret is needed"):
        NEW_PET.parse(BODY, headers, signature=PREFIXED)


@pytest.mark.parametrize(
    "secret", ["planted-s\xe9cret", b"planted-\xff", Secret("planted-s")]
)
def test_a_secret_is_in_no_error_and_in_no_frame(secret: str | bytes | Secret) -> None:
    given = secret.reveal() if isinstance(secret, Secret) else secret
    data = given.encode() if isinstance(given, str) else given
    body = b'{"name": "' + data + b'", "name": 1}'
    right = PREFIXED.sign(body, secret)
    for headers in ({"X-Signature-256": right}, {"X-Signature-256": "\udcff"}, {}):
        with pytest.raises(SpecloomError) as caught:
            NEW_PET.parse(body, headers, signature=PREFIXED, secret=secret)
        if isinstance(caught.value, DecodeError):
            assert "planted" not in str(caught.value) + repr(vars(caught.value))
            assert caught.value.response is not None
            assert b"planted" not in caught.value.response.body
        assert not isinstance(caught.value, DecodeError) or right in headers.values()
        for frame in traceback.StackSummary.extract(
            traceback.walk_tb(caught.tb), capture_locals=True
        ):
            if "specloom_runtime" in frame.filename:
                found = {n: v for n, v in (frame.locals or {}).items() if n != "body"}
                assert "planted" not in str(found)
                assert right not in str({**found, "headers": ""})


def test_a_body_is_any_buffer_and_a_secret_is_text_or_bytes() -> None:
    headers = {"X-Signature-256": PREFIXED.sign(BODY, "secret")}
    for body in (bytearray(BODY), memoryview(BODY)):
        read = NEW_PET.parse(body, headers, signature=PREFIXED, secret="secret")
        assert read.name == "Rex"
    with pytest.raises(ConfigurationError, match="must be a string or bytes"):
        PREFIXED.sign(BODY, 5)  # type: ignore[arg-type]  # The mistake to be refused.


def test_webhook_deviations_are_kept_and_reported() -> None:
    found: list[Deviation] = []
    read = NEW_PET.parse(
        b'{"name": "Rex", "age": "old"}',
        on_deviation=found.append,
        deviation_values=True,
    )
    assert read.name == "Rex"
    assert [str(each) for each in found] == [
        "newPet: age is 'old' (expected int or null)"
    ]
    with pytest.raises(DecodeError):
        NEW_PET.parse(b'{"name": "Rex", "age": "old"}', strict=True)


def test_invalid_webhook_body_is_an_error() -> None:
    with pytest.raises(DecodeError):
        NEW_PET.parse(b"{")
