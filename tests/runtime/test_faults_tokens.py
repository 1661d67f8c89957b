"""Faults of token endpoints: refresh tokens, absurd lifetimes, shared failures."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from loopback import BUSY, ONE, Caller, Loopback, Talk, answer
from small_vendor import GET, MODES, SERVICE, Vendor, ok
from specloom_runtime import (
    AuthenticationError,
    DeadlineExceeded,
    DecodeError,
    ManualClock,
    OAuth2ClientCredentials,
    OAuth2Password,
    OAuth2RefreshToken,
    Operation,
    RateLimitError,
    ServerError,
    SessionLogin,
    SpecloomError,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
GIVEN: dict[str, str | None] = {
    "client_id": "me",
    "client_secret": "client-secret-1",
    "username": "user",
    "password": "pass-word-1",
    "refresh_token": "refresh-0",
}
KINDS: dict[str, Any] = {
    "refresh": OAuth2RefreshToken("/token"),
    "password": OAuth2Password("/token"),
    "client": OAuth2ClientCredentials("/token"),
    "session": SessionLogin(
        "/token",
        {"body#/user": "username"},
        read="body#/access_token",
        expires_in="body#/expires_in",
    ),
}


def service(kind: str) -> Any:
    return replace(SERVICE, schemes={"one": KINDS[kind]}, security=(("one",),), env={})


class Issuer:
    """A token endpoint; gives out tokens with refresh tokens from a list."""

    def __init__(self, *refresh: str | None, lifetime: str = "100") -> None:
        self.refresh = list(refresh)
        self.lifetime = lifetime
        self.used: list[str] = []

    def __call__(self, talk: Talk) -> None:
        if talk.asked.target != "/token":
            talk.send(ONE)
            return
        form = parse_qs(talk.asked.body.decode())
        self.used.append(form.get("refresh_token", form.get("username", ["-"]))[0])
        new = self.refresh.pop(0) if self.refresh else None
        told = f'{{"access_token": "token-{len(self.used)}"'
        told += f', "refresh_token": "{new}"' if new else ""
        told += f', "expires_in": {self.lifetime}' if self.lifetime else ""
        talk.send(answer((told + "}").encode()))


def test_F70_a_refresh_token_stays_in_use_until_there_is_another(mode: str) -> None:
    for kind, refresh, used, told in (
        ("refresh", ["r-1"], ["refresh-0", "r-1", "r-1", "r-1"], ["r-1"]),
        ("refresh", [None, "r-2"], ["refresh-0", "refresh-0", "r-2", "r-2"], ["r-2"]),
        ("refresh", ["refresh-0"], ["refresh-0"] * 4, []),
        ("password", ["r-1"], ["user", "r-1", "r-1", "r-1"], []),
        ("password", ["r-1", None, "r-3"], ["user", "r-1", "r-1", "r-3"], ["r-3"]),
    ):
        issuer, clock = Issuer(*refresh), ManualClock()
        rotated: list[Any] = []
        options: dict[str, Any] = {"credentials": GIVEN, "clock": clock}
        options["on_refresh_token"] = rotated.append
        with (
            Loopback(issuer) as server,
            Caller(mode, server, service=service(kind), **options) as caller,
        ):
            for _ in range(4):
                caller.call()
                clock.advance(200)
        assert issuer.used == used
        assert [new.reveal() for new in rotated] == told and "r-" not in repr(rotated)


LIFETIMES = (
    "9" * 400,
    "9" * 5000,
    "NaN",
    "-Infinity",
    "1e400",
    "-5",
    "0",
    '"soon"',
    '"' + "9" * 400 + '"',
    "[1]",
    "{}",
    "true",
)


@pytest.mark.parametrize("lifetime", LIFETIMES, ids=lambda each: each[:9])
@pytest.mark.parametrize("kind", ["client", "session"])
def test_F92_an_absurd_lifetime_is_unknown(mode: str, lifetime: str, kind: str) -> None:
    issuer, clock, seen = Issuer(lifetime=lifetime), ManualClock(), []
    options: dict[str, Any] = {"credentials": GIVEN, "clock": clock, "strict": True}
    options["on_deviation"] = seen.append
    with (
        Loopback(issuer) as server,
        Caller(mode, server, service=service(kind), **options) as caller,
    ):
        for _ in range(3):
            assert caller.call().number == 1
            clock.advance(1e6)
    assert len(issuer.used) == 1
    assert len(seen) == 1 and len(seen[0].got) <= 40 and "/token" in str(seen[0])


def test_F92_a_lifetime_may_be_absent_or_a_string(mode: str) -> None:
    for lifetime, count in (("", 1), ("null", 1), ('"100"', 2), ("100.5", 2)):
        issuer, clock, seen = Issuer(lifetime=lifetime), ManualClock(), []
        options: dict[str, Any] = {"credentials": GIVEN, "clock": clock}
        with (
            Loopback(issuer) as server,
            Caller(
                mode,
                server,
                service=service("client"),
                on_deviation=seen.append,
                **options,
            ) as caller,
        ):
            caller.call()
            clock.advance(200)
            caller.call()
        assert len(issuer.used) == count and seen == []


def together(caller: Caller, server: Loopback, *options: dict[str, Any]) -> list[Any]:
    """Call with each of the options at once, after the first call asked for a token."""
    resources = [caller.resource(**each) for each in options]
    if mode_of(caller) == "sync":
        results: list[Any] = [None] * len(resources)

        def run(n: int) -> None:
            try:
                results[n] = resources[n]._call(GET, path={"number": n})
            except SpecloomError as error:
                results[n] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(options))]
        for thread in threads:
            thread.start()
            while not server.asked:
                time.sleep(0.01)
        for thread in threads:
            thread.join()
        return results

    async def all_of() -> list[Any]:
        tasks = []
        for n, resource in enumerate(resources):
            tasks.append(asyncio.create_task(resource._call(GET, path={"number": n})))
            while not server.asked:
                await asyncio.sleep(0.01)
        return await asyncio.gather(*tasks, return_exceptions=True)

    return list(caller.wait(all_of()))


def mode_of(caller: Caller) -> str:
    return caller.mode


@pytest.mark.parametrize("impatient", [{"deadline": 0.3}, {"retries": 0}])
def test_F89_one_calls_settings_do_not_decide_for_others(
    mode: str, impatient: dict[str, Any]
) -> None:
    first = threading.Event()

    def script(talk: Talk) -> None:
        if talk.asked.target != "/token":
            talk.send(ONE)
        elif not first.is_set():
            first.set()
            talk.pause(0.6)
            talk.send(BUSY)
        else:
            talk.send(answer({"access_token": "token-1"}))

    with (
        Loopback(script) as server,
        Caller(mode, server, service=service("client"), credentials=GIVEN) as caller,
    ):
        ended = together(caller, server, impatient, *[{"timeout": 9.0}] * 5)
        tokens = [a for a in server.asked if a.target == "/token"]
    assert isinstance(ended[0], DeadlineExceeded | ServerError)
    assert [each.number for each in ended[1:]] == [1] * 5
    assert len(tokens) == 2


def test_F89_a_busy_endpoint_is_not_a_refusal(mode: str) -> None:
    first = threading.Event()

    def script(talk: Talk) -> None:
        if talk.asked.target != "/token":
            talk.send(ONE)
        elif not first.is_set():
            first.set()
            talk.pause(0.4)
            talk.send(answer({}, 429))
        else:
            talk.send(answer({"access_token": "token-1"}))

    with (
        Loopback(script) as server,
        Caller(mode, server, service=service("client"), credentials=GIVEN) as caller,
    ):
        ended = together(caller, server, {"retries": 0}, {"timeout": 9.0})
    assert isinstance(ended[0], RateLimitError) and ended[1].number == 1


def test_F92_the_declared_default_replaces_an_absurd_lifetime(mode: str) -> None:
    issuer, clock = Issuer(lifetime="-1"), ManualClock()
    login = replace(KINDS["session"], default_lifetime=100.0)
    made = replace(service("session"), schemes={"one": login})
    options: dict[str, Any] = {"credentials": GIVEN, "clock": clock}
    with (
        Loopback(issuer) as server,
        Caller(mode, server, service=made, **options) as caller,
    ):
        for advance in (0, 50, 60):
            clock.advance(advance)
            caller.call()
    assert len(issuer.used) == 2


def test_F89_a_refusal_is_shared_and_says_why(mode: str) -> None:
    def script(talk: Talk) -> None:
        talk.pause(0.5)
        told = {"error": "invalid_client", "error_description": "The key was revoked."}
        talk.send(answer(told, 401))

    with (
        Loopback(script) as server,
        Caller(mode, server, service=service("client"), credentials=GIVEN) as caller,
    ):
        ended = together(caller, server, {"retries": 0}, *[{"timeout": 9.0}] * 4)
        assert len(server.asked) == 1
    assert all(isinstance(each, AuthenticationError) for each in ended)
    assert all("The key was revoked." in str(each) for each in ended)


UNSENDABLE = ("a\r\nX: y", "a\x00", "t€k", "a ", "\t", "\ud800")


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_cannot_be_sent_is_the_vendors_mistake(
    mode: str, kind: str
) -> None:
    members = [("access_token", text) for text in UNSENDABLE]
    if kind != "session":
        members.append(("refresh_token", "\ud800"))
    for name, text in members:
        told = {"access_token": "good-token-1"}
        answers = [ok({**told, name: text}), ok(told), ok({"number": 1}), ok(None)]
        vendor = Vendor(mode, answers, service=service(kind), credentials=GIVEN)
        with pytest.raises(DecodeError, match="token cannot be sent") as caught:
            vendor.call(GET, path={"number": 1})
        assert text not in str(caught.value)
        assert [each.url.path[-6:] for each in vendor.asked] == ["/token"]
        vendor.call(GET, path={"number": 1})  # The token was not stored.
        vendor.call(Operation("GET", "/other", None))
        paths = [each.url.path[-6:] for each in vendor.asked]
        assert paths == ["/token", "/token", "acts/1", "/other"]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("header.X-Session", "a\x7f"),
        ("cookie.sid", "a;b"),
        ("cookie.sid", "é"),
        ("query.sid", "\ud800"),
    ],
)
def test_a_session_token_must_fit_its_place(mode: str, place: str, text: str) -> None:
    scheme = replace(KINDS["session"], place=place, prefix="")
    made = replace(service("session"), schemes={"one": scheme})
    answers = [ok({"access_token": text})]
    vendor = Vendor(mode, answers, service=made, credentials=GIVEN)
    with pytest.raises(DecodeError, match="token cannot be sent"):
        vendor.call(GET, path={"number": 1})
    assert len(vendor.asked) == 1
