"""Test webhooks: signatures are verified, then bodies decoded."""

from __future__ import annotations

import hmac
from typing import Any, Literal

import pytest
from specloom_runtime import (
    ConfigurationError,
    DecodeError,
    Deviation,
    Model,
    Signature,
    SignatureError,
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


SECRET = "webhook-secret-0123"


def frames(error: BaseException) -> str:
    """Return the local variables of the runtime's frames."""
    found, traceback = [], error.__traceback__
    while traceback is not None:
        if "specloom_runtime" in traceback.tb_frame.f_code.co_filename:
            found.append(repr(traceback.tb_frame.f_locals))
        traceback = traceback.tb_next
    return " ".join(found)


FORGED = ("00", "\udcff", "é", "a " * 100, b"00", ["00"], "")


@pytest.mark.parametrize("secret", [SECRET, SECRET.encode()])
def test_a_forged_message_shows_no_secret(secret: str | bytes) -> None:
    for stated in FORGED:
        headers: dict[str, Any] = {"X-Signature-256": stated, "Other": b"x"}
        for check in (
            lambda given: NEW_PET.parse(BODY, given, signature=PREFIXED, secret=secret),
            lambda given: PREFIXED.verify(BODY, given, secret),
        ):
            with pytest.raises(SignatureError) as caught:
                check(headers)
            signed = PREFIXED.sign(BODY, secret).removeprefix("sha256=")
            assert SECRET not in frames(caught.value)
            assert signed not in frames(caught.value)


def test_a_secret_in_a_message_is_redacted() -> None:
    body = f'{{"name": "{SECRET}", "age": '.encode()
    with pytest.raises(DecodeError) as caught:
        headers = {"X-Signature-256": PREFIXED.sign(body, SECRET)}
        NEW_PET.parse(body, headers, signature=PREFIXED, secret=SECRET)
    error = caught.value
    assert error.response is not None
    assert SECRET not in f"{error} {error.response.text}"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_body_can_be_any_bytes(kind: Any) -> None:
    headers = {"X-Signature-256": PREFIXED.sign(BODY, SECRET)}
    read = NEW_PET.parse(kind(BODY), headers, signature=PREFIXED, secret=SECRET)
    assert read.name == "Rex"


@pytest.mark.parametrize("secret", ["", b"", None, 5])
def test_a_signature_needs_a_secret(secret: Any) -> None:
    with pytest.raises(ConfigurationError, match="a secret is needed"):
        NEW_PET.parse(BODY, {}, signature=PREFIXED, secret=secret)
