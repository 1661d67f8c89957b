"""Credentials: in their places, nowhere else, and tokens fetched once."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import logging
import pickle
import threading
import traceback
from base64 import b64encode
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

import httpx2
import pytest
from small_vendor import GET, MODES, SECRET, SERVICE, Contact, Transport, Vendor, ok
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    AuthenticationError,
    Basic,
    Bearer,
    BodyFields,
    Client,
    ConfigurationError,
    CookieKey,
    DeadlineExceeded,
    DecodeError,
    ErrorRule,
    HeaderKey,
    ManualClock,
    NotFoundError,
    OAuth2ClientCredentials,
    OAuth2Password,
    Operation,
    QueryKey,
    Resource,
    Secret,
    ServerError,
    SpecloomError,
)
from specloom_runtime.auth.token_store import Token, TokenStore, expiring_token
from specloom_runtime.core.secrets import Redactor

ONE = {"number": 1}
AT_1: dict[str, Any] = {"path": {"number": 1}}


def service(**schemes: Any) -> Any:
    return replace(SERVICE, schemes=schemes, security=(tuple(schemes),), env={})


@pytest.mark.parametrize("mode", MODES)
def test_static_credentials_are_sent_where_declared(mode: str) -> None:
    schemes = service(
        a=HeaderKey("X-App", "app"),
        b=HeaderKey("X-Grant", "grant"),
        c=QueryKey("key", "key"),
        d=CookieKey("sid", "session"),
        e=Basic("user", "password"),
        f=HeaderKey("X-Word", "app", prefix="Own "),
    )
    names = ("app", "grant", "key", "session", "user", "password")
    credentials = {name: f"{name}é ?" for name in names} | {
        name: name for name in ("app", "grant", "session")
    }
    vendor = Vendor(mode, [ok(ONE)], service=schemes, credentials=credentials)
    vendor.call(GET, **AT_1)
    (asked,) = vendor.asked
    assert (asked.headers["X-App"], asked.headers["X-Grant"]) == ("app", "grant")
    assert asked.headers["X-Word"] == "Own app"
    assert asked.url.params["key"] == "keyé ?"
    assert asked.headers["Cookie"] == "sid=session"
    expected = b64encode("useré ?:passwordé ?".encode()).decode()
    assert asked.headers["Authorization"] == f"Basic {expected}"


def test_body_credentials_are_added_to_the_json_body() -> None:
    fields = BodyFields({"body#/ClientToken": "client_token", "body#/Client": "client"})
    vendor = Vendor(
        "sync",
        [ok(ONE), ok(ONE)],
        service=replace(
            SERVICE,
            schemes={"own": fields},
            security=(),
            defaults={"client": "Me 1.0"},
            public=("client",),
        ),
        credentials={"client_token": SECRET},
    )
    operation = Operation("POST", "/x", Contact, auth=("own",), safe=True)
    given = {"Ids": [1]}
    vendor.call(operation, body=given)
    vendor.call(operation, body=given)
    assert given == {"Ids": [1]}
    for asked in vendor.asked:
        assert json.loads(asked.content) == {
            "Ids": [1],
            "ClientToken": SECRET,
            "Client": "Me 1.0",
        }


def test_first_complete_alternative_is_used() -> None:
    schemes = replace(
        SERVICE,
        schemes={
            "a": HeaderKey("X-A", "a"),
            "b": HeaderKey("X-B", "b"),
            "c": Bearer("c"),
        },
        security=(("a", "b"), ("c",)),
    )

    def asked(**credentials: str | None) -> set[str]:
        vendor = Vendor("sync", [ok(ONE)], service=schemes, credentials=credentials)
        vendor.call(GET, **AT_1)
        found = vendor.asked[0].headers
        return {n for n in ("x-a", "x-b", "authorization") if n in found}

    assert asked(a="1", b="2", c="3") == {"x-a", "x-b"}
    assert asked(a="1", c="3") == {"authorization"}
    with pytest.raises(ConfigurationError, match="expected a with b or c"):
        asked(a="1", c=None)
    open_to_all = Operation("GET", "/open", None, security=())
    vendor = Vendor("sync", [ok(None)], service=schemes, credentials={"c": "3"})
    vendor.call(open_to_all)
    assert "authorization" not in vendor.asked[0].headers


def test_white_space_around_credentials_is_stripped() -> None:
    vendor = Vendor("sync", [ok(ONE)], credentials={"key": f" {SECRET}\n"})
    vendor.call(GET, **AT_1)
    assert vendor.asked[0].headers["X-Key"] == SECRET
    for bad in ("", " \n", f"{SECRET}\r\nX-Evil: 1"):
        with pytest.raises(ConfigurationError) as caught:
            Vendor("sync", [], credentials={"key": bad})
        assert SECRET not in str(caught.value)


def everything(error: BaseException) -> str:
    """All that a careless logger could write of an error."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [
        line for line in shown.format() if "/tests/" not in line.partition("\n")[0]
    ]
    assert any("specloom_runtime" in frame for frame in frames)
    told = "".join(frames) + str(error) + repr(error) + repr(vars(error))
    return told + pickle.dumps(error).decode("latin-1")


@pytest.mark.parametrize("mode", MODES)
def test_credentials_are_redacted_everywhere(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    schemes = service(
        q=QueryKey("key", "key"),
        h=HeaderKey("X-Key", "key"),
        b=HeaderKey("Authorization", "key", prefix="Own "),
    )

    def echo(request: httpx2.Request) -> httpx2.Response:
        said = {"url": str(request.url), "headers": dict(request.headers)}
        return ok(said, 404, X_Echo=request.headers["X-Key"])

    failures: list[Any] = [
        echo,
        [httpx2.ReadTimeout("no answer to https://vendor.test/?key=" + SECRET)] * 3,
        [ok({"number": {}}, 200)],
        [httpx2.Response(200, content=b"{")],
    ]
    raised: list[SpecloomError] = []
    for answers in failures:
        vendor = Vendor(mode, answers, service=schemes, strict=True)
        with pytest.raises(SpecloomError) as caught:
            vendor.call(GET, **AT_1)
        raised.append(caught.value)
        assert SECRET not in everything(caught.value)
        shown = repr(vendor.client) + repr(vars(vendor.client)) + str(vendor.client)
        assert SECRET not in shown + repr(vars(vendor.client._context))
        for refuse in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                refuse(vendor.client)
    ours = [r for r in caplog.records if r.name.startswith("specloom")]
    assert ours and SECRET not in "".join(r.getMessage() for r in ours)
    assert isinstance(raised[0], NotFoundError)
    assert b"***" in raised[0].body and raised[0].response.headers["X-Echo"] == "***"
    again = pickle.loads(pickle.dumps(raised[0]))
    assert (again.status, str(again)) == (404, str(raised[0]))


@pytest.mark.parametrize("scheme", [Basic("user", "key"), Bearer("key")])
@pytest.mark.parametrize("mode", MODES)
def test_an_echoed_authorization_header_is_redacted(mode: str, scheme: Any) -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        return ok({"message": request.headers["Authorization"]}, 404)

    given = {"user": "someone", "key": SECRET}
    vendor = Vendor(mode, echo, service=service(a=scheme), credentials=given)
    with pytest.raises(NotFoundError) as caught:
        vendor.call(GET, **AT_1)
    sent = vendor.asked[0].headers["Authorization"].partition(" ")[2]
    assert len(sent) >= len(SECRET) and sent not in everything(caught.value)
    assert b"***" in caught.value.body


@pytest.mark.parametrize("mode", MODES)
def test_a_client_pair_that_a_token_endpoint_echoes_is_redacted(mode: str) -> None:
    def echo(request: httpx2.Request) -> httpx2.Response:
        return ok({"error": request.headers["Authorization"]}, 400)

    given = {**OAUTH, "client_id": "mine"}
    vendor = Vendor(mode, echo, service=service(a=CLIENT), credentials=given)
    with pytest.raises(AuthenticationError) as caught:
        vendor.call(GET, **AT_1)
    sent = vendor.asked[0].headers["Authorization"].partition(" ")[2]
    assert sent not in everything(caught.value)


def test_secrets_are_not_in_repr() -> None:
    secret = Secret(SECRET)
    assert SECRET not in f"{secret} {secret!r} {[secret]}"
    assert secret == Secret(SECRET) and hash(secret) == hash(Secret(SECRET))
    assert copy.deepcopy(secret) is secret and copy.copy(secret) is secret
    with pytest.raises(TypeError):
        pickle.dump(secret, io.BytesIO())


CLIENT = OAuth2ClientCredentials(
    token_url="https://login.test/token", scopes=("a", "b")
)
OAUTH = {"client_id": "me", "client_secret": SECRET}


class Login:
    """A token endpoint and a vendor behind it; tokens are t1, t2, …"""

    def __init__(self, lifetime: float | None = 3600, refresh: bool = False) -> None:
        self.asked: list[httpx2.Request] = []
        self.lifetime = lifetime
        self.refresh = refresh
        self.down = False
        self.refused: set[str] = set()
        self.used: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if "/token" in request.url.path:
            self.asked.append(request)
            if self.down:
                return ok({"error": "down"}, 503)
            told: dict[str, Any] = {"access_token": f"t{len(self.asked)}-token"}
            if self.lifetime is not None:
                told["expires_in"] = self.lifetime
            if self.refresh:
                told["refresh_token"] = f"r{len(self.asked)}-refresh"
            return ok(told)
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.used.append(token)
        return ok({}, 401) if token in self.refused else ok(ONE)


@pytest.mark.parametrize("mode", MODES)
def test_token_is_fetched_once_and_renewed_before_expiry(mode: str) -> None:
    login = Login()
    vendor = Vendor(mode, login, service=service(o=CLIENT), credentials=OAUTH)
    for _ in range(3):
        vendor.call(GET, **AT_1)
    assert login.used == ["t1-token"] * 3
    (asked,) = login.asked
    assert str(asked.url) == "https://login.test/token"
    assert asked.headers["Authorization"].startswith("Basic ")
    assert asked.content == b"grant_type=client_credentials&scope=a+b"
    vendor.clock.advance(3550)
    vendor.call(GET, **AT_1)
    assert login.used[-1] == "t2-token"


@pytest.mark.parametrize("mode", MODES)
def test_old_token_is_used_until_expiry_if_renewal_fails(mode: str) -> None:
    login = Login()
    vendor = Vendor(
        mode, login, service=service(o=CLIENT), credentials=OAUTH, retries=0
    )
    vendor.call(GET, **AT_1)
    login.down = True
    vendor.clock.advance(3550)
    vendor.call(GET, **AT_1)
    vendor.call(GET, **AT_1)
    assert login.used == ["t1-token"] * 3 and len(login.asked) == 2
    vendor.clock.advance(60)
    with pytest.raises(ServerError):
        vendor.call(GET, **AT_1)
    login.down = False
    vendor.call(GET, **AT_1)


@pytest.mark.parametrize("mode", MODES)
def test_rejected_token_is_renewed_once(mode: str) -> None:
    login = Login()
    login.refused = {"t1-token"}
    vendor = Vendor(mode, login, service=service(o=CLIENT), credentials=OAUTH)
    assert vendor.call(GET, **AT_1).number == 1
    assert login.used == ["t1-token", "t2-token"]
    login.refused = {"t2-token", "t3-token"}
    with pytest.raises(AuthenticationError):
        vendor.call(GET, **AT_1)
    assert login.used[2:] == ["t2-token", "t3-token"]


def test_password_grant_and_refresh() -> None:
    login = Login(lifetime=100, refresh=True)
    scheme = OAuth2Password(token_url="/auth/{realm}/token")
    given = {**OAUTH, "username": "ann", "password": "secret&pass"}
    transport = Transport(login)
    clock = ManualClock()
    client = Client(
        service(o=scheme),
        given,
        variables={"realm": "main"},
        transport=transport,
        clock=clock,
    )
    Resource(client)._call(GET, **AT_1)
    clock.advance(90)
    Resource(client)._call(GET, **AT_1)
    first, second = login.asked
    assert str(first.url) == "https://vendor.test/auth/main/token"
    assert first.content == (
        b"grant_type=password&username=ann&password=secret%26pass&client_id=me&"
        b"client_secret=" + SECRET.encode()
    )
    assert second.content.startswith(
        b"grant_type=refresh_token&refresh_token=r1-refresh"
    )


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (ok({"error": "invalid_client", "error_description": "no"}, 400), None),
        (ok({}, 401), None),
        (ok({"token": "t"}), DecodeError),
        (ok({"access_token": ""}), DecodeError),
        (ok({"access_token": 5}), DecodeError),
        (httpx2.Response(200, content=b"<html>"), DecodeError),
    ],
)
def test_token_endpoint_without_a_token(
    answer: httpx2.Response, error: type[Exception] | None
) -> None:
    vendor = Vendor("sync", [answer], service=service(o=CLIENT), credentials=OAUTH)
    with pytest.raises(error or AuthenticationError, match="token endpoint"):
        vendor.call(GET, **AT_1)


def test_error_rules_do_not_apply_to_the_login() -> None:
    rules = {"default": (ErrorRule(status="2XX", location="body#/access_token"),)}
    login = Login()
    vendor = Vendor(
        "sync",
        login,
        service=replace(service(o=CLIENT), errors=rules),
        credentials=OAUTH,
    )
    assert vendor.call(GET, **AT_1).number == 1


class Slow(Login):
    """A slow login, so that all callers wait for its response."""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if "/token" in request.url.path:
            import time

            time.sleep(0.1)
        return super().__call__(request)


class AsyncSlow(Transport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if "/token" in request.url.path:
            await asyncio.sleep(0.05)
        return self.handle_request(request)


@pytest.mark.parametrize("down", [False, True])
def test_fifty_threads_share_one_token_request(down: bool) -> None:
    login = Slow()
    login.down = down
    client = Client(
        service(o=CLIENT),
        OAUTH,
        transport=Transport(login),
        clock=ManualClock(),
        retries=0,
    )
    outcomes: list[Any] = []
    start = threading.Barrier(50)

    def run() -> None:
        start.wait()
        try:
            outcomes.append(Resource(client)._call(GET, **AT_1).number)
        except ServerError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(outcomes) == 50
    if down:
        assert len({id(error) for error in outcomes}) == 50
    else:
        assert outcomes == [1] * 50 and len(login.asked) == 1


@pytest.mark.parametrize("down", [False, True])
def test_fifty_tasks_share_one_token_request(down: bool) -> None:
    login = Login()
    login.down = down
    client = AsyncClient(
        service(o=CLIENT),
        OAUTH,
        transport=AsyncSlow(login),
        clock=ManualClock(),
        retries=0,
    )

    async def main() -> list[Any]:
        calls = [AsyncResource(client)._call(GET, **AT_1) for _ in range(50)]
        return await asyncio.gather(*calls, return_exceptions=True)

    outcomes = asyncio.run(main())
    assert len(login.asked) == 1
    if down:
        assert all(isinstance(each, ServerError) for each in outcomes)
    else:
        assert [each.number for each in outcomes] == [1] * 50


def test_rejected_refresh_token_falls_back_to_a_new_grant() -> None:
    asked: list[bytes] = []

    def login(request: httpx2.Request) -> httpx2.Response:
        if "/token" not in request.url.path:
            return ok(ONE)
        asked.append(request.content)
        if b"refresh_token=" in request.content:
            return ok({"error": "invalid_grant"}, 400)
        told = {"access_token": "t-token", "refresh_token": "r-token", "expires_in": 9}
        return ok(told)

    vendor = Vendor("sync", login, service=service(o=CLIENT), credentials=OAUTH)
    vendor.call(GET, **AT_1)
    vendor.clock.advance(10)
    vendor.call(GET, **AT_1)
    kinds = [body.partition(b"&")[0].partition(b"=")[2] for body in asked]
    assert kinds == [b"client_credentials", b"refresh_token", b"client_credentials"]


@pytest.mark.parametrize("mode", MODES)
def test_token_response_after_the_deadline(mode: str) -> None:
    clock = ManualClock()

    def late(request: httpx2.Request) -> httpx2.Response:
        clock.advance(3)
        return ok({"access_token": "t-token"})

    vendor = Vendor(
        mode, late, service=service(o=CLIENT), credentials=OAUTH, clock=clock
    )
    with pytest.raises(DeadlineExceeded, match="GET /contacts/"):
        vendor.call(GET, **AT_1, options={"deadline": 2.0})


def test_threads_waiting_for_a_token_stop_at_the_deadline() -> None:
    hold = threading.Event()

    def slow(request: httpx2.Request) -> httpx2.Response:
        hold.wait(5)
        return (
            ok({"access_token": "t-token"}) if "token" in request.url.path else ok(ONE)
        )

    client = Client(service(o=CLIENT), OAUTH, transport=Transport(slow))
    call = Resource(client)._call
    leader = threading.Thread(target=call, args=(GET,), kwargs=AT_1)
    leader.start()
    try:
        with pytest.raises(DeadlineExceeded):
            Resource(client.with_options(deadline=0.1))._call(GET, **AT_1)
    finally:
        hold.set()
        leader.join(5)


def test_tasks_waiting_for_a_token_stop_at_the_deadline() -> None:
    class Hanging(Transport):
        async def handle_async_request(self, request: Any) -> httpx2.Response:
            await asyncio.sleep(0.5)
            return await super().handle_async_request(request)

    client = AsyncClient(service(o=CLIENT), OAUTH, transport=Hanging(Login()))

    async def main() -> None:
        leader = asyncio.create_task(AsyncResource(client)._call(GET, **AT_1))
        await asyncio.sleep(0.05)
        with pytest.raises(DeadlineExceeded):
            await AsyncResource(client.with_options(deadline=0.1))._call(GET, **AT_1)
        assert (await leader).number == 1

    asyncio.run(main())


def test_missing_body_credentials() -> None:
    own = replace(
        SERVICE, schemes={"own": BodyFields({"body#/Token": "token"})}, security=()
    )
    operation = Operation("POST", "/x", None, auth=("own",))
    with pytest.raises(ConfigurationError, match="POST /x needs token"):
        Vendor("sync", [], service=own, credentials={}).call(operation, body={})


def test_query_key_is_added_to_next_links() -> None:
    from small_vendor import ContactPage
    from specloom_runtime import NextLinkPages, PagedOperation

    linked = PagedOperation(
        "GET",
        "/x",
        ContactPage,
        Contact,
        pages=NextLinkPages(next="body.cursor", items="body.items"),
    )
    answers = [ok({"items": [], "cursor": "/v1/x?at=2"}), ok({"items": []})]
    vendor = Vendor("sync", answers, service=service(q=QueryKey("key", "key")))
    vendor.all(vendor.pager(linked, query={"a": 1}))
    assert [asked.url.query.decode() for asked in vendor.asked] == [
        f"a=1&key={SECRET}",
        f"at=2&key={SECRET}",
    ]


def test_waiting_task_takes_over_a_cancelled_token_request() -> None:
    login = Login()
    client = AsyncClient(
        service(o=CLIENT), OAUTH, transport=AsyncSlow(login), clock=ManualClock()
    )

    async def main() -> Any:
        leader = asyncio.create_task(AsyncResource(client)._call(GET, **AT_1))
        await asyncio.sleep(0.01)
        waiter = asyncio.create_task(AsyncResource(client)._call(GET, **AT_1))
        await asyncio.sleep(0.01)
        leader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leader
        return await asyncio.wait_for(waiter, 2)

    assert asyncio.run(main()).number == 1


def test_newer_token_of_another_call_is_not_invalidated() -> None:
    store = TokenStore()
    assert store.acquire(0.0) is None
    store.resolve(Token(Secret("new-token")))
    store.invalidate(Secret("old-token"))
    assert store.acquire(0.0) == Token(Secret("new-token"))
    assert expiring_token("t", None, 0.0).expires is None


def test_401_without_a_renewable_token_is_not_retried() -> None:
    vendor = Vendor("sync", [ok({}, 401), ok({"number": 1})])
    with pytest.raises(Exception, match="401"):
        vendor.call(GET, path={"number": 1})
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    "form", [str, partial(quote, safe=""), quote_plus, lambda s: b64encode(s.encode())]
)
def test_credentials_are_redacted_in_each_encoding(form: Any) -> None:
    secret = "a b/c+d:e"
    sent = form(secret)
    text = sent.decode() if isinstance(sent, bytes) else sent
    assert Redactor([Secret(secret)]).text(f"<{text}>") == "<***>"
    assert Redactor([Secret(secret)]).data(f"<{text}>".encode()) == b"<***>"
