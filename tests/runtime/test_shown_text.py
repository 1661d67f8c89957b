"""What a vendor sends is short and printable in the text of every error."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

import pytest
from small_vendor import GET, LIST, MODES, SERVICE, Vendor, ok
from specloom_runtime import (
    ApiError,
    DecodeError,
    ErrorRule,
    MergeConflict,
    OAuth2ClientCredentials,
    PaginationError,
    SpecloomError,
)
from specloom_runtime.core.shown_text import LONGEST, SHOWN, shown, snippet
from specloom_runtime.testing import make_response

LIMIT = 2 * LONGEST
RULE = ErrorRule(
    message="body#/message", code="body#/code", request_id="body#/id", status="4XX"
)
TOLD = replace(SERVICE, errors={"default": (RULE,)})
HOSTILE = {
    "long": "a " * 2_500_000,
    "lines": "first\r\n2026-11-27 ERROR forged",
    "terminal": "\x1b[2J\x1b]0;title\x07done",
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "direction": "abc\u202etxt.exe\u2066\u2028\u2029\ufeff",
    "surrogate": "half \ud800 of a pair",
    "blank": " \n\t ",
}


def check(error: SpecloomError) -> None:
    for text in (str(error), repr(error)):
        assert text.isprintable()
        assert len(text) < LIMIT
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("member", ["message", "code", "id", "other"])
def test_error_of_a_vendor(member: str, text: str) -> None:
    vendor = Vendor("sync", [ok({member: text}, 404)], service=TOLD)
    with pytest.raises(ApiError) as caught:
        vendor.call(GET, path={"number": 1})
    check(caught.value)
    kept = {"message": caught.value.message, "code": caught.value.code}
    assert kept.get(member, text) == text
    assert json.loads(caught.value.body) == {member: text}


@pytest.mark.parametrize("mode", MODES)
def test_error_and_its_attempt_in_both_modes(mode: str) -> None:
    reasons: list[Any] = []
    body = {"message": "a\nb" * 100_000, "code": "c\x1b", "id": "d\u202e"}
    vendor = Vendor(mode, [ok(body, 404)], service=TOLD, on_attempt=reasons.append)
    with pytest.raises(ApiError, match=r"^404 c\\x1b: a ba b.*… \(request id d\\u202e"):
        vendor.call(GET, path={"number": 1})
    assert reasons[0].reason.isprintable() and len(reasons[0].reason) < LIMIT


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_other_errors_that_quote_a_vendor(text: str) -> None:
    given = {"items": [], "cursor": text[:10_000]}
    vendor = Vendor("sync", [ok(given), ok(given)])
    if text.isascii() and text.isprintable():
        with pytest.raises(PaginationError) as paging:
            vendor.all(vendor.pager(LIST))
        check(paging.value)
    vendor = Vendor("sync", [ok({"number": text, text: 1})], strict=True)
    with pytest.raises(DecodeError) as decoding:
        vendor.call(GET, path={"number": 1})
    check(decoding.value)
    check(MergeConflict(text, text, [text]))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_refusal_of_a_token_endpoint(text: str) -> None:
    scheme = OAuth2ClientCredentials("/token", "user", "password")
    service = replace(SERVICE, schemes={"key": scheme})
    refused = make_response({"error": text, "error_description": text}, 401)
    vendor = Vendor(
        "sync", [refused], service=service, credentials={"user": "u", "password": "p"}
    )
    with pytest.raises(ApiError) as caught:
        vendor.call(GET, path={"number": 1})
    check(caught.value)


def test_shown_text() -> None:
    assert shown("plain  text") == "plain  text"
    assert shown("x" * SHOWN) == "x" * SHOWN
    assert shown("x" * (SHOWN + 1)) == "x" * SHOWN + "…"
    assert shown("two\r\n lines\x00") == "two lines\\x00"
    assert shown("\ud800\u202e") == "\\ud800\\u202e"
    assert snippet("two\n lines") == "two lines"
