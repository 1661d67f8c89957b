"""Refresh tokens and logins: traded for a token that then signs each request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from small_vendor import GET, MODES, SERVICE, Vendor, ok
from specloom_runtime import (
    AuthenticationError,
    DecodeError,
    OAuth2RefreshToken,
    Response,
    SessionLogin,
)
from specloom_runtime.http.response_values import ResponseValues

pytestmark = pytest.mark.parametrize("mode", MODES)
ONE = {"number": 1}
AT_1: dict[str, Any] = {"path": {"number": 1}}
REFRESHING = replace(
    SERVICE,
    schemes={"oauth": OAuth2RefreshToken("https://login.test/token", scopes=("read",))},
    security=(("oauth",),),
    env={},
)
HELD: dict[str, str | None] = {"refresh_token": "refresh-1", "client_id": "me"}
USER: dict[str, str | None] = {"user": "ada", "password": "pass-phrase"}


def login(**said: Any) -> Any:
    fields = {"body#/user": "user", "body#/password": "password"}
    scheme = SessionLogin("/login", fields, **said)
    return replace(
        SERVICE, schemes={"session": scheme}, security=(("session",),), env={}
    )


def test_refresh_token_is_exchanged_and_may_be_replaced(mode: str) -> None:
    granted = {"access_token": "a-token", "expires_in": 100}
    answers = [
        ok({**granted, "refresh_token": "refresh-2"}),
        ok(ONE),
        ok(granted),
        ok(ONE),
    ]
    vendor = Vendor(mode, answers, service=REFRESHING, credentials=HELD)
    vendor.call(GET, **AT_1)
    vendor.clock.advance(100)
    vendor.call(GET, **AT_1)
    forms = [parse_qs(vendor.asked[n].content.decode()) for n in (0, 2)]
    assert forms[0] == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["refresh-1"],
        "scope": ["read"],
        "client_id": ["me"],
    }
    assert forms[1]["refresh_token"] == ["refresh-2"]
    # A refresh token goes to the token URL and nowhere else.
    assert "refresh" not in str(vendor.asked[1].headers.raw)
    assert vendor.asked[1].headers["Authorization"] == "Bearer a-token"
    assert vendor.asked[0].url.host == "login.test"


def test_expired_refresh_token(mode: str) -> None:
    vendor = Vendor(mode, [ok({}, 400)], service=REFRESHING, credentials=HELD)
    with pytest.raises(AuthenticationError) as caught:
        vendor.call(GET, **AT_1)
    assert "refresh-1" not in str(caught.value) + repr(vars(caught.value))


def test_login_returns_a_session_token(mode: str) -> None:
    service = login(
        read="body#/session/id",
        place="header.X-Session",
        prefix="",
        expires_in="body#/session/seconds",
    )
    session = {"session": {"id": "session-1", "seconds": 50}}
    again = {"session": {"id": "session-2", "seconds": "soon"}}
    answers = [ok(session), ok(ONE), ok(ONE), ok(again), ok(ONE)]
    vendor = Vendor(mode, answers, service=service, credentials=USER)
    vendor.call(GET, **AT_1)
    vendor.call(GET, **AT_1)
    vendor.clock.advance(50)
    vendor.call(GET, **AT_1)
    assert json.loads(vendor.asked[0].content) == {
        "user": "ada",
        "password": "pass-phrase",
    }
    assert [a.url.path for a in vendor.asked if a.method == "POST"] == ["/v1/login"] * 2
    keys = [a.headers.get("X-Session") for a in vendor.asked]
    assert keys == [None, "session-1", "session-1", None, "session-2"]


def test_session_token_can_be_a_header_or_a_cookie(mode: str) -> None:
    service = login(read="header.X-Token", default_lifetime=10.0)
    answers = [ok({}, X_Token="t-1"), ok(ONE), ok({}, 401), ok({}, X_Token="t-2")]
    vendor = Vendor(mode, [*answers, ok(ONE)], service=service, credentials=USER)
    vendor.call(GET, **AT_1)
    vendor.call(GET, **AT_1)
    assert [a.headers.get("Authorization") for a in vendor.asked] == [
        None,
        "Bearer t-1",
        "Bearer t-1",
        None,
        "Bearer t-2",
    ]
    service = login(read="cookie.sid", place="cookie.sid", prefix="")
    jar = [
        ("Set-Cookie", "a@b=1"),
        ("Set-Cookie", "a=b"),
        ("Set-Cookie", "sid=c9"),
    ]
    given = httpx2.Response(200, headers=jar, content=b"{}")
    vendor = Vendor(mode, [given, ok(ONE)], service=service, credentials=USER)
    vendor.call(GET, **AT_1)
    assert vendor.asked[1].headers["Cookie"] == "sid=c9"


def test_login_response_without_a_token(mode: str) -> None:
    for service in (login(), login(read="cookie.sid")):
        vendor = Vendor(mode, [ok({"no": 1})], service=service, credentials=USER)
        with pytest.raises(DecodeError, match="without a token") as caught:
            vendor.call(GET, **AT_1)
        assert "pass-phrase" not in str(caught.value)
    vendor = Vendor(mode, [ok({}, 503)] * 3, service=login(), credentials=USER)
    with pytest.raises(Exception, match="503"):
        vendor.call(GET, **AT_1)
    assert ResponseValues(Response(status=200)).at(None) is not None
