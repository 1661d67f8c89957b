"""Faults around credentials: tokens that end, redirects, secrets that show."""

from __future__ import annotations

import logging
import pickle
import traceback
from dataclasses import replace
from typing import Any

import pytest
from certificates import authority
from loopback import ONE, Caller, Loopback, Talk, answer
from small_vendor import CREATE, GET, MODES, SECRET, SERVICE
from specloom_runtime import (
    AuthenticationError,
    Bearer,
    CookieKey,
    HeaderKey,
    ManualClock,
    OAuth2ClientCredentials,
    QueryKey,
    RedirectError,
    ServerError,
    Service,
    SpecloomError,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
OAUTH = replace(
    SERVICE,
    schemes={"oauth": OAuth2ClientCredentials("/token")},
    security=(("oauth",),),
    env={},
)
CLIENT: dict[str, str | None] = {"client_id": "me", "client_secret": "client-secret-1"}
EVERYWHERE = replace(
    SERVICE,
    schemes={
        "bearer": Bearer("token"),
        "header": HeaderKey("X-Api-Key", "header"),
        "cookie": CookieKey("sid", "cookie"),
        "query": QueryKey("key", "query"),
    },
    security=(("bearer", "header", "cookie", "query"),),
    env={},
)
SECRETS: dict[str, str | None] = {
    name: f"secret-{name}-value" for name in ("token", "header", "cookie", "query")
}


class Issuer:
    """A vendor with a token endpoint; keeps which tokens it gave out."""

    def __init__(self, lifetime: float = 3600, delay: float = 0.0) -> None:
        self.given = 0
        self.lifetime = lifetime
        self.delay = delay
        self.down = False
        self.refuses: set[str] = set()

    def __call__(self, talk: Talk) -> None:
        if talk.asked.target == "/token":
            self.grant(talk)
        elif self.token(talk) in self.refuses:
            challenge = [("WWW-Authenticate", 'Bearer error="invalid_token"')]
            talk.send(answer({}, 401, challenge))
        else:
            talk.send(ONE)

    def grant(self, talk: Talk) -> None:
        talk.pause(self.delay)
        if self.down:
            talk.send(answer({}, 400))
            return
        self.given += 1
        made = {"access_token": f"token-{self.given}", "expires_in": self.lifetime}
        talk.send(answer(made))

    @staticmethod
    def token(talk: Talk) -> str:
        return (talk.asked.header("Authorization") or "").removeprefix("Bearer ")


def oauth(mode: str, server: Loopback, **options: Any) -> Caller:
    given = {"service": OAUTH, "credentials": CLIENT, "clock": ManualClock()}
    return Caller(mode, server, **{**given, **options})


def get(resource: Any, n: int) -> Any:
    return resource._call(GET, path={"number": n})


def test_F23_one_new_token_and_one_retry_after_a_401(mode: str) -> None:
    issuer = Issuer()
    issuer.refuses = {"token-1"}
    with Loopback(issuer) as server, oauth(mode, server) as caller:
        assert caller.call().number == 1
        assert issuer.given == 2 and len(server.asked) == 4
        issuer.refuses = {f"token-{n}" for n in range(9)}
        error = caller.fails()
        assert isinstance(error, AuthenticationError)
        assert issuer.given == 3 and len(server.asked) == 7


def test_F24_fifty_calls_share_one_token_request(mode: str) -> None:
    issuer = Issuer(delay=0.2)
    with Loopback(issuer) as server, oauth(mode, server) as caller:
        got = caller.many(50, get)
        assert [each.number for each in got] == [1] * 50
        assert issuer.given == 1
        caller.client._context.clock.advance(4000)
        assert [each.number for each in caller.many(50, get)] == [1] * 50
        assert issuer.given == 2
    issuer = Issuer(delay=0.2)
    issuer.down = True
    with Loopback(issuer) as server, oauth(mode, server) as caller:
        failed = caller.many(50, get)
        assert all(isinstance(each, AuthenticationError) for each in failed)
        assert len({id(each) for each in failed}) == 50
        asked = [a for a in server.asked if a.target == "/token"]
        assert len(asked) < 50 and len(server.asked) == len(asked)


class Skewed(ManualClock):
    """A wall clock that is wrong by an hour."""

    def wall(self) -> float:
        return self.now + 3600


def test_F25_token_expiry_uses_the_monotonic_clock(mode: str) -> None:
    issuer, clock = Issuer(lifetime=3600), Skewed(start=1e9)
    with Loopback(issuer) as server, oauth(mode, server, clock=clock) as caller:
        caller.call()
        clock.advance(3600 - 61)
        caller.call()
        assert issuer.given == 1
        clock.advance(2)
        caller.call()
        assert issuer.given == 2


def test_F26_failed_early_renewal_has_no_effect(mode: str) -> None:
    issuer, clock = Issuer(lifetime=3600), ManualClock()
    with Loopback(issuer) as server, oauth(mode, server, clock=clock) as caller:
        caller.call()
        clock.advance(3600 - 30)
        issuer.down = True
        assert caller.call().number == 1
        clock.advance(31)
        assert isinstance(caller.fails(), AuthenticationError)


def moved(location: str, status: int = 302) -> bytes:
    return answer(b"", status, [("Location", location)])


def test_F27_credentials_do_not_follow_cross_origin_redirects(mode: str) -> None:
    with Loopback(ONE) as other:
        for status in (301, 302, 303, 307, 308):
            with (
                Loopback(moved(f"{other.url}/x", status)) as server,
                Caller(mode, server, service=EVERYWHERE, credentials=SECRETS) as caller,
            ):
                error = caller.fails()
                assert isinstance(error, RedirectError) and error.status == status
                sent = server.asked[0].text
                assert all(str(secret) in sent for secret in SECRETS.values())
        assert other.asked == [] and other.connections == 0


def test_F28_redirect_to_plain_http_is_rejected(mode: str) -> None:
    with Loopback(ONE) as plain:
        with (
            Loopback(moved(plain.url), tls=authority().server()) as server,
            Caller(mode, server, verify=authority().trusting()) as caller,
        ):
            assert isinstance(caller.fails(), RedirectError)
        assert plain.connections == 0


def test_F29_same_origin_redirects(mode: str) -> None:
    new: dict[str, Any] = {"body": {"number": 1}}
    for status in (307, 308):
        steps = (moved("/there", status), ONE)
        with Loopback(*steps) as server, Caller(mode, server) as caller:
            assert caller.call(CREATE, **new).number == 1
            assert [a.method for a in server.asked] == ["POST", "POST"]
            assert server.asked[0].body == server.asked[1].body != b""
            assert server.asked[1].target == "/there"
    with Loopback(moved("/there", 303), ONE) as server, Caller(mode, server) as caller:
        assert caller.call(CREATE, **new).number == 1
        assert [a.method for a in server.asked] == ["POST", "GET"]
        assert server.asked[1].body == b""
        assert server.asked[1].header("Content-Type") is None
    with Loopback(moved("/b"), moved("/a")) as server, Caller(mode, server) as caller:
        assert isinstance(caller.fails(), RedirectError)
        assert len(server.asked) == 6


def test_F30_invalid_redirects(mode: str) -> None:
    for place in ("file:///etc/passwd", "//evil.test", "javascript:alert(1)", ""):
        with Loopback(moved(place)) as server, Caller(mode, server) as caller:
            assert isinstance(caller.fails(), RedirectError)
            assert len(server.asked) == 1


def everything(error: BaseException) -> str:
    """All that a careless logger could write of an error."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [f for f in shown.format() if "/tests/" not in f.partition("\n")[0]]
    told = "".join(frames) + str(error) + repr(error) + repr(vars(error))
    return told + pickle.dumps(error).decode("latin-1")


def fails_safely(mode: str, service: Service, *steps: Any, **options: Any) -> None:
    secrets = SECRETS if service is EVERYWHERE else CLIENT
    with (
        Loopback(*steps) as server,
        Caller(mode, server, service=service, credentials=secrets, **options) as caller,
    ):
        error = caller.fails()
        said = everything(error) + repr(caller.client) + repr(vars(caller.client))
        said += repr(vars(caller.client._context)) + repr(caller.client._settings)
        assert not [s for s in secrets.values() if s and len(s) > 5 and s in said]
        for holder in (caller.client, caller.client._context.credentials):
            with pytest.raises(TypeError):
                pickle.dumps(holder)


def test_F31_secrets_are_never_shown(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    options: dict[str, Any] = {"clock": ManualClock()}
    for steps in (
        [answer({}, 401)],
        [Talk.reset],
        [lambda talk: talk.close()],
        [answer(b"{")],
        [answer({"number": []})],
        [moved("/elsewhere")],
    ):
        fails_safely(mode, EVERYWHERE, *steps, strict=True, **options)
    fails_safely(mode, OAUTH, answer({}, 400), **options)
    ours = "".join(r.getMessage() for r in caplog.records)
    assert "specloom_runtime" in {r.name for r in caplog.records}
    assert not [s for s in SECRETS.values() if s and s in ours]
    assert "client-secret-1" not in ours


def test_F32_echoed_secret_is_redacted_and_the_excerpt_is_short(mode: str) -> None:
    def echo(talk: Talk) -> None:
        said = {"headers": dict(talk.asked.headers), "url": talk.asked.target}
        talk.send(answer({**said, "more": "x" * 5000}, 400))

    with (
        Loopback(echo) as server,
        Caller(mode, server, service=EVERYWHERE, credentials=SECRETS) as caller,
    ):
        error = caller.fails()
    assert len(str(error)) < 300 and len(error.body) > 5000
    said = everything(error)
    assert "***" in said
    assert not [s for s in SECRETS.values() if s and s in said]
    assert isinstance(error, SpecloomError) and not isinstance(error, ServerError)
    assert SECRET not in said
