"""Which credentials a call uses, and which of them a client can be created without."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from loopback import ONE, Caller, Loopback, Talk, answer
from small_vendor import GET, MODES, SERVICE, Transport, Vendor, ok
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    AuthenticationError,
    Basic,
    Bearer,
    Client,
    ConfigurationError,
    DecodeError,
    HeaderKey,
    OAuth2ClientCredentials,
    OAuth2Password,
    OAuth2RefreshToken,
    Operation,
    PermissionDeniedError,
    RateLimitError,
    Resource,
    Server,
    Service,
    SessionLogin,
)

SCHEMES: dict[str, Any] = {
    "basic": Basic("username", "password"),
    "bearer": Bearer("token"),
    "other": Bearer("other_token"),
    "key": HeaderKey("X-Key", "key"),
    "client": OAuth2ClientCredentials("/token", "client_id", "client_secret"),
    "user": OAuth2Password("/token"),
}
NEEDED: dict[str, set[str]] = {
    "basic": {"username", "password"},
    "bearer": {"token"},
    "other": {"other_token"},
    "key": {"key"},
    "client": {"client_id", "client_secret"},
    "user": {"client_id", "client_secret", "username", "password"},
}
ALTERNATIVES: list[tuple[str, ...]] = [
    (),
    *((name,) for name in NEEDED),
    ("key", "bearer"),
]
"""Also `{}`, which is for anonymous calls, and two schemes together."""
LISTS = [
    (),
    *((one,) for one in ALTERNATIVES),
    *((one, two) for one, two in product(ALTERNATIVES, ALTERNATIVES) if one != two),
    *((one, (), two) for one, two in product(ALTERNATIVES[1:4], ALTERNATIVES[4:])),
]
GIVEN: list[set[str]] = [
    set(),
    NEEDED["basic"],
    NEEDED["bearer"],
    NEEDED["other"],
    NEEDED["key"],
    NEEDED["client"],
    NEEDED["user"],
    {"token", "other_token"},
    {"token", "key"},
    NEEDED["client"] | {"token"},
    NEEDED["basic"] | {"token"},
    set().union(*NEEDED.values()),
]
SEVERAL = replace(SERVICE, schemes=SCHEMES, security=(), env={})


def needed(alternative: Iterable[str]) -> set[str]:
    return set().union(*(NEEDED[name] for name in alternative))


def expected(security: Any, given: set[str]) -> set[str] | None:
    """Return what is sent by the rule, None if the call is refused.

    Nothing can have used more of what was given, and nothing as much came before. A
    token of the caller replaces passwords, and tokens that would be fetched.
    """
    if not security:
        return set()
    tokens, logins = {"bearer", "other"}, {"basic", "client", "user"}
    usable = [each for each in security if needed(each) <= given]
    if not usable:
        return None
    if any(tokens.intersection(each) for each in usable):
        usable = [e for e in usable if tokens & {*e} or not logins & {*e}]
    most = max(len(needed(each)) for each in usable)
    first = next(each for each in usable if len(needed(each)) == most)
    return set(first)


def vendor(request: httpx2.Request) -> httpx2.Response:
    if request.url.path.endswith("/token"):
        kind = parse_qs(request.content.decode())["grant_type"][0]
        return ok({"access_token": f"token of {kind}"})
    return ok({"number": 1})


def sent(request: httpx2.Request) -> set[str]:
    """Return the schemes that authenticate a request, as a vendor recognizes them."""
    found = {"key"} if request.headers.get("X-Key") == "the key" else set()
    authorization = request.headers.get("Authorization", "")
    kind, _, value = authorization.partition(" ")
    if kind == "Basic" and b64decode(value) == b"the username:the password":
        found.add("basic")
    elif authorization:
        found.add(
            {
                "Bearer the token": "bearer",
                "Bearer the other_token": "other",
                "Bearer token of client_credentials": "client",
                "Bearer token of password": "user",
            }[authorization]
        )
    return found


def values(names: Iterable[str]) -> dict[str, str | None]:
    return {name: f"the {name}" if name in names else None for name in needed(NEEDED)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("given", GIVEN, ids=lambda given: "+".join(sorted(given)))
def test_the_alternative_that_uses_most_of_what_was_given(
    mode: str, given: set[str]
) -> None:
    transport = Transport(vendor)
    kind: Any = Client if mode == "sync" else AsyncClient
    client = kind(SEVERAL, values(given), transport=transport)
    copied = client.with_options(timeout=5.0)

    async def call(resource: Any, operation: Any) -> Any:
        got = resource._call(operation)
        return got if mode == "sync" else await got

    async def check() -> None:
        for security in LISTS:
            operation = Operation("GET", "/x", None, security=security)
            for one in (client, copied):
                resource: Any = (Resource if mode == "sync" else AsyncResource)(one)
                before = len(transport.requests)
                try:
                    await call(resource, operation)
                except ConfigurationError as error:
                    used = None
                    assert "no usable credentials" in str(error), security
                    assert len(transport.requests) == before
                else:
                    used = sent(transport.requests[-1])
                assert used == expected(security, given), security

    asyncio.run(check())


def test_credentials_that_have_their_default_count_less() -> None:
    service = replace(
        SEVERAL,
        defaults={"username": "me", "password": "pass"},
        security=((), ("basic",), ("bearer",)),
    )
    for given, start in (({}, "Basic"), ({"token": "t"}, "Bearer")):
        vendor = Vendor("sync", [ok({})], service=service, credentials=given)
        vendor.client.request("GET", "/x")
        assert vendor.asked[0].headers["Authorization"].startswith(start)


PARTS: list[tuple[Any, set[str]]] = [
    ((("basic",),), {"username"}),
    (((), ("basic",)), {"username"}),
    ((("basic",), ("bearer",)), {"password"}),
    ((("key", "bearer"),), {"key"}),
    ((), {"client_id"}),
]


@pytest.mark.parametrize(("security", "given"), PARTS)
def test_a_part_of_the_credentials_is_refused(security: Any, given: set[str]) -> None:
    schemes = {n: SCHEMES[n] for each in security for n in each} or SCHEMES
    service = replace(SEVERAL, schemes=schemes, security=security)
    for kind in (Client, AsyncClient):
        with pytest.raises(ConfigurationError, match="no usable credentials"):
            kind(service, values(given))


@pytest.mark.parametrize("mode", MODES)
def test_open_operations_need_no_credentials(mode: str) -> None:
    service = replace(SEVERAL, security=(("bearer",),))
    vendor = Vendor(mode, [ok(None)], service=service, credentials={})
    vendor.call(Operation("GET", "/open", None, security=()))
    assert sent(vendor.asked[0]) == set()
    with pytest.raises(ConfigurationError, match="expected token"):
        vendor.call(GET, path={"number": 1})
    with pytest.raises(ConfigurationError, match="expected token"):
        vendor.wait(vendor.client.request("GET", "/other"))
    assert len(vendor.asked) == 1


PAIRS = [("me", ""), ("", "a token"), ("me", " with spaces "), ("me", "line end\n")]


@pytest.mark.parametrize(("user", "password"), PAIRS)
@pytest.mark.parametrize("mode", MODES)
def test_one_half_of_a_basic_pair_may_be_empty(
    mode: str, user: str, password: str
) -> None:
    service = replace(SEVERAL, security=((), ("basic",)))
    given: dict[str, str | None] = {"username": user, "password": password}
    vendor = Vendor(mode, [ok({})], service=service, credentials=given)
    vendor.wait(vendor.client.request("GET", "/x"))
    value = vendor.asked[0].headers["Authorization"].removeprefix("Basic ")
    assert b64decode(value).decode() == f"{user}:{password}".removesuffix("\n")


@pytest.mark.parametrize("mode", MODES)
def test_a_colon_would_end_a_user_name(mode: str) -> None:
    for scheme, name in (("basic", "username"), ("client", "client_id")):
        service = replace(SEVERAL, security=((scheme,),))
        given = values(NEEDED[scheme])
        vendor_with = partial(Vendor, mode, vendor, service=service)
        refused = vendor_with(credentials={**given, name: "a:b"})
        with pytest.raises(ConfigurationError, match=f"{name} contains a colon"):
            refused.wait(refused.client.request("GET", "/x"))
        assert not refused.asked
        allowed = vendor_with(credentials=dict.fromkeys(given, "c:d") | {name: "ab"})
        assert allowed.wait(allowed.client.request("GET", "/x")).ok


@pytest.mark.parametrize("mode", MODES)
def test_the_password_of_a_user_may_be_empty(mode: str) -> None:
    given = values(NEEDED["user"]) | {"password": ""}
    service = replace(SEVERAL, security=(("user",),))
    transport = Transport(vendor)
    kind: Any = Client if mode == "sync" else AsyncClient
    got = kind(service, given, transport=transport).request("GET", "/x")
    assert (got if mode == "sync" else asyncio.run(got)).ok
    form = parse_qs(transport.requests[0].content.decode(), keep_blank_values=True)
    assert form["password"] == [""] and form["username"] == ["the username"]


@pytest.mark.parametrize("mode", MODES)
def test_the_password_of_a_session_login_may_be_empty(mode: str) -> None:
    places = {"body#/name": "username", "body#/secret": "password"}
    service = replace(
        SEVERAL,
        schemes={"login": SessionLogin("/login", places)},
        security=(("login",),),
        env={},
    )
    with_password = partial(Vendor, mode, [ok({"token": "t"}), ok({})], service=service)
    for password, sent in (("", ""), (" p \n", " p ")):
        session = with_password(credentials={"username": "me", "password": password})
        assert session.wait(session.client.request("GET", "/x")).ok
        assert json.loads(session.asked[0].content) == {"name": "me", "secret": sent}
    for missing in ({"username": "", "password": "p"}, {"password": ""}):
        with pytest.raises(ConfigurationError):
            with_password(credentials=missing)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ({"username": "me"}, "username needs password"),
        ({"password": "p"}, "password needs username"),
        ({"client_id": "me"}, "client_id needs client_secret"),
        ({"client_secret": "s"}, "client_secret needs client_id"),
    ],
)
def test_half_a_pair_with_a_whole_scheme_is_refused(
    kind: Any, part: dict[str, str], missing: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"^{missing}"):
        kind(SEVERAL, {"key": "a key", **part})
    renewing = SCHEMES | {"renewing": OAuth2RefreshToken("/token")}
    public = replace(SEVERAL, schemes=renewing)
    assert kind(public, {"client_id": "me", "refresh_token": "r"})
    shared = replace(SEVERAL, defaults={"username": "demo"})
    assert kind(shared, {"key": "a key"})


BAD: list[dict[str, Any]] = [
    {"token": ""},
    {"token": " \t"},
    {"token": 5},
    {"token": b"bytes"},
    {"token": "a\r\nb"},
    {"token": "\ud800"},
    {"username": "", "password": ""},
    {"client_id": "me", "client_secret": ""},
]


@pytest.mark.parametrize("given", BAD, ids=str)
def test_credentials_that_cannot_be_right_are_refused(given: dict[str, Any]) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(ConfigurationError, match=min(given)) as caught:
            kind(replace(SEVERAL, security=((), ("bearer",))), given)
        assert "bytes" not in str(caught.value)


VARIABLES = {name: f"V_{name.upper()}" for name in needed(NEEDED)}


def from_environment(
    service: Service, monkeypatch: pytest.MonkeyPatch, held: Mapping[str, str]
) -> Any:
    """Return a function that creates a client with these variables only."""
    for name in (*VARIABLES.values(), "V_TENANT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in held.items():
        monkeypatch.setenv(name, value)

    class Made(Client):
        def __init__(
            self, *, environment: Any = None, tenant: Any = None, **given: Any
        ) -> None:
            options = {n: given.pop(n) for n in ("base_url",) if n in given}
            super().__init__(
                self.service,
                given,
                environment=environment,
                variables={"tenant": tenant},
                **options,
            )

    Made.service = service
    return Made.from_env


@pytest.mark.parametrize("security", [s for s in LISTS if len(s) < 3], ids=str)
def test_a_client_from_the_environment_has_its_credentials(
    security: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {name for alternative in security for name in alternative}
    schemes = {name: SCHEMES[name] for name in names}
    service = replace(SEVERAL, schemes=schemes, security=security, env=VARIABLES)
    for given in GIVEN:
        held = {VARIABLES[name]: f"the {name}" for name in given & needed(names)}
        make = from_environment(service, monkeypatch, held)
        sufficient = [each for each in security if needed(each) <= given]
        if not security or any(sufficient) or (sufficient and not held):
            assert make()._context.credentials.keys() == given & needed(names)
            continue
        with pytest.raises(ConfigurationError) as caught:
            make()
        missing = needed(names) - given
        for alternative in filter(None, security):
            lacking = needed(alternative) & missing
            assert all(VARIABLES[name] in str(caught.value) for name in lacking)
        assert not any(VARIABLES[name] in str(caught.value) for name in given)


def test_all_missing_variables_are_in_one_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers = {
        "production": Server("https://{tenant}.test", {"tenant": None}),
        "test": Server("https://x.test"),
    }
    env = {**VARIABLES, "tenant": "V_TENANT"}
    service = replace(
        SEVERAL, servers=servers, env=env, security=(("basic",), ("key", "bearer"))
    )
    make = from_environment(service, monkeypatch, {"V_KEY": "k"})
    with pytest.raises(ConfigurationError) as caught:
        make()
    found = str(caught.value)
    assert found.endswith(": V_TENANT; V_USERNAME with V_PASSWORD or V_TOKEN")
    for options in ({"environment": "test"}, {"base_url": "https://y.test"}):
        with pytest.raises(ConfigurationError) as caught:
            make(**options)
        assert "V_TENANT" not in str(caught.value)
    assert make(environment="test", token="t")._context.credentials.keys() == {
        "key",
        "token",
    }
    same = replace(service, security=(("basic",), ("user",)))
    held = dict.fromkeys(("V_USERNAME", "V_CLIENT_ID", "V_CLIENT_SECRET"), "x")
    with pytest.raises(ConfigurationError, match=": V_TENANT; V_PASSWORD$"):
        from_environment(same, monkeypatch, held)()
    only = replace(service, security=(("basic",),), env={"username": "V_USERNAME"})
    with pytest.raises(ConfigurationError, match="tenant=; V_USERNAME; password="):
        from_environment(only, monkeypatch, {})()


def test_schemes_of_operations_alone_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = replace(SEVERAL, env=VARIABLES)
    with pytest.raises(ConfigurationError, match="V_TOKEN or V_OTHER_TOKEN or V_KEY"):
        from_environment(service, monkeypatch, {})()
    assert from_environment(service, monkeypatch, {"V_KEY": "k"})()


def test_an_empty_variable_is_a_password_or_not_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schemes = {"basic": SCHEMES["basic"]}
    basic = replace(SEVERAL, schemes=schemes, env=VARIABLES, security=(("basic",),))
    held = {"V_USERNAME": "me", "V_PASSWORD": ""}
    made = from_environment(basic, monkeypatch, held)()
    assert made._context.credentials["password"].reveal() == ""
    with pytest.raises(ConfigurationError, match="V_USERNAME; V_PASSWORD"):
        from_environment(basic, monkeypatch, dict.fromkeys(held, ""))()
    bearer = replace(SEVERAL, env=VARIABLES, security=(("bearer",),))
    with pytest.raises(ConfigurationError, match="environment: V_TOKEN"):
        from_environment(bearer, monkeypatch, {"V_TOKEN": ""})()


OAUTH = replace(SEVERAL, security=(("client",),))
CLIENT: dict[str, str | None] = {"client_id": "me", "client_secret": "s3cr3t-value"}
REFUSED = {"error": "invalid_client", "error_description": "No client s3cr3t-value."}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, AuthenticationError),
        (400, AuthenticationError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (429, RateLimitError),
    ],
)
def test_the_description_of_a_token_endpoint_is_in_the_error(
    mode: str, status: int, kind: Any
) -> None:
    vendor = Vendor(
        mode, [ok(REFUSED, status)], service=OAUTH, credentials=CLIENT, retries=0
    )
    with pytest.raises(kind) as caught:
        vendor.call(GET, path={"number": 1})
    assert "invalid_client: No client ***." in str(caught.value)
    assert b"s3cr3t" not in caught.value.body


@pytest.mark.parametrize("mode", MODES)
def test_other_texts_of_a_token_endpoint_are_shown_too(mode: str) -> None:
    for data in ({"message": "Not today."}, {"error": {"text": "Not today."}}):
        vendor = Vendor(mode, [ok(data, 401)], service=OAUTH, credentials=CLIENT)
        with pytest.raises(AuthenticationError, match="Not today"):
            vendor.call(GET, path={"number": 1})
    vendor = Vendor(mode, [ok({"error": 5})], service=OAUTH, credentials=CLIENT)
    with pytest.raises(DecodeError, match="without a token"):
        vendor.call(GET, path={"number": 1})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("own", [False, True])
def test_the_token_url_can_be_replaced(mode: str, own: bool) -> None:
    refresh = "https://vendor.test/again"
    scheme = OAuth2ClientCredentials("https://vendor.test/token", refresh_url=refresh)
    service = replace(SEVERAL, schemes={"client": scheme}, security=(("client",),))

    def script(talk: Talk) -> None:
        if talk.asked.target != "/issue?p=1":
            talk.send(ONE)
            return
        data = {"access_token": "t", "refresh_token": "r-12345", "expires_in": 1e-3}
        talk.send(answer(data))

    with Loopback(script) as tokens, Loopback(ONE) as server:
        url = (server if own else tokens).url
        caller = Caller(
            mode,
            url,
            service=service,
            credentials=CLIENT,
            token_url=f"{tokens.url}/issue?p=1",
        )
        with caller:
            caller.call()
            caller.call()
        forms = [each.body for each in tokens.asked if "issue" in each.target]
    assert [b"refresh_token=r-12345" in form for form in forms] == [False, True]


def test_a_token_url_is_checked() -> None:
    for url in ("x", "ftp://x/y", "https://u:p@x/y", 5):
        with pytest.raises(ConfigurationError, match="token_url"):
            Client(OAUTH, CLIENT, token_url=url)  # type: ignore[arg-type]
    vendor = Vendor(
        "sync", [], service=OAUTH, credentials=CLIENT, token_url="http://x.test/y"
    )
    with pytest.raises(ConfigurationError, match="uses https"):
        vendor.call(GET, path={"number": 1})
    assert vendor.asked == []
