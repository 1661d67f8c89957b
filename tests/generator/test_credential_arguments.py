"""Test which arguments and variables a client has for the schemes of a document."""

from __future__ import annotations

import inspect
import json
from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest
from imported_texts import single_vendor
from small_clients import PACKAGE, imported, method
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom_runtime import ConfigurationError
from specloom_runtime.testing import FakeTransport, make_response

BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
URL = "https://things.test/token"
OTHER = "https://other.test/token"


def oauth(*flows: str, url: str = URL, **more: str) -> dict[str, Any]:
    urls = {"tokenUrl": url, "authorizationUrl": url, "scopes": {}, **more}
    return {"type": "oauth2", "flows": dict.fromkeys(flows, urls)}


def key(place: str, name: str) -> dict[str, Any]:
    return {"type": "apiKey", "in": place, "name": name}


def built(
    schemes: Any,
    operations: dict[str, Any],
    root: Any = None,
    fields: Any = None,
    **more: Any,
) -> BuildResult:
    """Return a package; `fields` are declared for schemes in an overlay.

    `operations` has the security of each operation by the name of its path; None if it
    declares none. `more` are other members of the root.
    """
    paths: dict[str, Any] = {}
    for name, security in operations.items():
        own = {} if security is None else {"security": security}
        get = {"responses": {"204": {"description": "Done."}}, **own}
        paths[f"/{name}"] = {"get": get}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.test"}],
        "paths": paths,
        "components": {"securitySchemes": schemes},
        **({} if root is None else {"security": root}),
        **{name: value for name, value in more.items() if name[:2] != "x-"},
    }
    overlay = None
    if fields is not None:
        declared = {scheme: {"fields": each} for scheme, each in fields.items()}
        update = {"x-specloom-auth": declared} if declared else {}
        update |= {name: value for name, value in more.items() if name[:2] == "x-"}
        overlay = {
            "overlay": "1.0.0",
            "info": {"title": "Things", "version": "1"},
            "actions": [{"target": "$", "update": update}],
        }
    file, changes = "document.json", "overlay.json"
    vendor = single_vendor(PACKAGE, file, changes if overlay else None)
    return build_vendor(
        vendor,
        Documents(
            Document(file, read(json.dumps(tree).encode(), shown=file)),
            overlay
            and Document(changes, read(json.dumps(overlay).encode(), shown=changes)),
        ),
    )


def arguments(package: Any) -> set[str]:
    """Return the arguments of the client for credentials."""
    known = inspect.signature(package.SmallClient).parameters.values()
    return {p.name for p in known if p.kind is p.KEYWORD_ONLY}


def credentials(request: Any) -> str:
    """Return the headers and the form of a request, with the Basic pair decoded."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    pair = b64decode(value).decode() if kind == "Basic" else value
    form = unquote_plus(request.content.decode())
    return f"{request.headers.multi_items()} {pair} {form}"


class Answers(FakeTransport):
    """A vendor that gives out tokens."""

    def __init__(self) -> None:
        super().__init__(self.respond)
        self.forms: dict[str, dict[str, list[str]]] = {}

    def respond(self, request: Any) -> Any:
        url = str(request.url)
        if url.endswith("/token"):
            self.forms[url] = parse_qs(request.content.decode())
            return make_response({"access_token": f"token of {url}"})
        return make_response(None, status=204)

    @property
    def sent(self) -> str | None:
        value: str | None = self.requests[-1].headers.get("authorization")
        return value


TWO: dict[str, tuple[Any, Any, Any, set[str]]] = {
    "two bearers": (
        {"user": BEARER, "admin": BEARER},
        None,
        {},
        {"user_token", "admin_token"},
    ),
    "two bearers with variables": (
        {"user": BEARER, "admin": BEARER},
        {"user": {"token": {"env": "USER"}}, "admin": {"token": {"env": "ADMIN"}}},
        {"user_token": "USER", "admin_token": "ADMIN"},
        {"user_token", "admin_token"},
    ),
    "two bearers, one with a variable": (
        {"user": BEARER, "admin": BEARER},
        {"admin": {"token": {"env": "ADMIN"}}},
        {"admin_token": "ADMIN"},
        {"user_token", "admin_token"},
    ),
    "two bearers with one variable": (
        {"user": BEARER, "admin": BEARER},
        {"user": {"token": {"env": "ANY"}}, "admin": {"token": {"env": "ANY"}}},
        {"token": "ANY"},
        {"token"},
    ),
    "two bearers with names": (
        {"user": BEARER, "admin": BEARER},
        {"user": {"mine": {"env": "USER"}}, "admin": {"theirs": {"env": "ADMIN"}}},
        {"mine": "USER", "theirs": "ADMIN"},
        {"mine", "theirs"},
    ),
    "two pairs": (
        {"user": BASIC, "admin": BASIC},
        None,
        {},
        {"user_username", "user_password", "admin_username", "admin_password"},
    ),
    "two keys with one name": (
        {"user": key("header", "A"), "admin": key("header", "B")},
        {"user": {"key": {"env": "USER"}}, "admin": {"key": {"env": "ADMIN"}}},
        {"user_key": "USER", "admin_key": "ADMIN"},
        {"user_key", "admin_key"},
    ),
    "two issuers": (
        {"one": oauth("clientCredentials"), "two": oauth("password", url=OTHER)},
        {"one": {"client_id": {"env": "A"}}, "two": {"client_id": {"env": "B"}}},
        {"one_client_id": "A", "two_client_id": "B"},
        {f"{n}_client_{word}" for n in ("one", "two") for word in ("id", "secret")}
        | {"username", "password"},
    ),
    "two issuers of one kind": (
        {"one": oauth("implicit"), "two": oauth("implicit", url=OTHER)},
        None,
        {},
        {"one_token", "two_token"},
    ),
    "two flows of one issuer": (
        {"one": oauth("implicit"), "two": oauth("authorizationCode")},
        None,
        {},
        {"token"},
    ),
    "two kinds": (
        {"one": oauth("implicit"), "two": BEARER},
        {"two": {"token": {"env": "TOKEN"}}},
        {"token": "TOKEN"},
        {"token"},
    ),
    "two kinds with variables": (
        {"one": oauth("implicit"), "two": BEARER},
        {"one": {"token": {"env": "ONE"}}, "two": {"token": {"env": "TWO"}}},
        {"one_token": "ONE", "two_token": "TWO"},
        {"one_token", "two_token"},
    ),
    "a part of a pair": (
        {"basic": BASIC},
        {"basic": {"password": {"env": "PASS"}}},
        {"password": "PASS"},
        {"username", "password"},
    ),
}


@pytest.mark.parametrize("case", TWO)
def test_the_credentials_of_two_schemes(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemes, fields, env, expected = TWO[case]
    operations = {name: [{name: []}] for name in schemes}
    result = built(schemes, operations, fields=fields)
    with imported(result.texts) as package:
        assert arguments(package) == expected
        assert package.SmallClient.service.env == env
        for name in schemes:
            client = package.SmallClient(
                transport=(vendor := Answers()), **{n: f"the {n}" for n in expected}
            )
            method(result, client, f"GET /{name}")()
            scheme = package.SmallClient.service.schemes[name]
            assert {*scheme.needs} <= expected
            shown = " ".join(map(credentials, vendor.requests))
            assert all(f"the {n}" in shown for n in scheme.needs)
        # Each variable is for its own scheme.
        for name, variable in env.items():
            monkeypatch.setenv(variable, f"the {name}")
        given = {n: "given" for n in expected if n not in env}
        made = package.SmallClient.from_env(**given)._context.credentials
        assert {n: made[n].reveal() for n in env} == {n: f"the {n}" for n in env}


def test_two_issuers_get_their_own_credentials() -> None:
    flows = "clientCredentials", "password"
    schemes = {
        f"{name}{n}": oauth(flow, url=url)
        for flow in flows
        for n, url in enumerate((URL, OTHER))
        for name in [flow]
    } | {"code": oauth("authorizationCode", refreshUrl=URL)}
    schemes["more"] = oauth("authorizationCode", url=OTHER, refreshUrl=OTHER)
    result = built(schemes, {name: [{name: []}] for name in schemes})
    with imported(result.texts) as package:
        known = arguments(package)
        for name in schemes:
            service = package.SmallClient.service
            by_refresh = service.schemes.get(f"{name} by refresh token")
            scheme = by_refresh or service.schemes[name]
            assert {*scheme.needs} <= known
            given = {n: f"{name} {n}" for n in scheme.needs}
            client = package.SmallClient(transport=(vendor := Answers()), **given)
            method(result, client, f"GET /{name}")()
            (url,) = vendor.forms
            assert url == (OTHER if name.endswith("1") or name == "more" else URL)
            assert vendor.sent == f"Bearer token of {url}"


def test_names_of_credentials_of_an_issuer_are_in_its_order() -> None:
    fields = {"one": {"my_id": {}, "my_secret": {}}}
    schemes = {"one": oauth("clientCredentials")}
    result = built(schemes, {"x": None}, [{"one": []}], fields)
    with imported(result.texts) as package:
        assert arguments(package) == {"my_id", "my_secret"}
        client = package.SmallClient(my_id="a", my_secret="b", transport=Answers())
        method(result, client, "GET /x")()


TOKEN = [{"one": []}]
OPEN: dict[str, tuple[Any, dict[str, Any], bool, bool]] = {
    # The root, the operations, and whether the client may be created without
    # credentials: by its class, and from the environment.
    "root": (TOKEN, {"x": None}, False, False),
    "root with an open operation": (TOKEN, {"x": None, "open": []}, True, False),
    "root with an optional operation": (
        TOKEN,
        {"x": None, "open": [{}, {"one": []}]},
        True,
        False,
    ),
    "optional root": ([{}, {"one": []}], {"x": None}, True, True),
    "operations": (None, {"x": TOKEN, "y": TOKEN}, False, False),
    "operations with an open one": (None, {"x": TOKEN, "open": None}, True, False),
    "nothing": (None, {"open": None}, True, True),
}


@pytest.mark.parametrize("case", OPEN)
def test_a_client_without_credentials(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THE_TOKEN", raising=False)
    root, operations, without, from_env = OPEN[case]
    fields = {"one": {"token": {"env": "THE_TOKEN"}}} if case != "nothing" else None
    result = built({"one": BEARER}, operations, root, fields)
    with imported(result.texts) as package:
        for kind in (package.SmallClient, package.AsyncSmallClient):
            if from_env:
                assert kind.from_env()
            else:
                with pytest.raises(ConfigurationError, match="THE_TOKEN"):
                    kind.from_env()
            if not without:
                with pytest.raises(TypeError, match="token"):
                    kind()
        if not without:
            return
        client = package.SmallClient(transport=(vendor := Answers()))
        for name in operations:
            send = method(result, client, f"GET /{name}")
            if name == "open" or case == "optional root":
                send()
                assert vendor.sent is None
            else:
                with pytest.raises(ConfigurationError, match="expected token"):
                    send()
        if case == "nothing":
            return
        client = package.SmallClient(token="t", transport=vendor)
        for name, security in operations.items():
            method(result, client, f"GET /{name}")()
            anonymous = name == "open" and {"one": []} not in (security or [])
            assert vendor.sent == (None if anonymous else "Bearer t")


def test_the_signature_of_a_client_with_an_open_operation() -> None:
    result = built({"one": BASIC}, {"x": None, "open": []}, [{"one": []}])
    text = result.texts[f"{PACKAGE}/client.py"]
    assert text.count("@overload") == 2
    assert "self, *, username: str, password: str, **options" in " ".join(text.split())
    assert "def __init__(self, **options: Unpack[ClientOptions]) -> None: ..." in text


def test_a_credential_named_like_an_option_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schemes = {"own": key("header", "X-A"), "proxy": key("header", "X-B")}
    server = {"url": "https://{area}.test", "variables": {"area": {"default": "eu"}}}
    fields = {
        "own": {"timeout": {"env": "A_TIMEOUT"}},
        "proxy": {"area": {"env": "B_AREA"}},
    }
    result = built(
        schemes, {"x": [{"own": [], "proxy": []}]}, fields=fields, servers=[server]
    )
    monkeypatch.setenv("A_TIMEOUT", "the first")
    monkeypatch.setenv("B_AREA", "the second")
    with imported(result.texts) as package:
        service = package.SmallClient.service
        assert {*service.env} <= arguments(package)
        assert {*service.env}.isdisjoint({"timeout", "area"})
        vendor = Answers()
        client = package.SmallClient.from_env(transport=vendor, timeout=5.0, area="us")
        method(result, client, "GET /x")()
        assert vendor.requests[0].url.host == "us.test"
        assert vendor.requests[0].headers["X-A"] == "the first"
        assert vendor.requests[0].headers["X-B"] == "the second"


def test_a_rate_limit_is_by_the_renamed_credential() -> None:
    schemes = {"one": BEARER, "two": BEARER}
    limit = {"requests": 5, "per": "PT1S", "by": "token"}
    operations = {name: [{name: []}] for name in schemes}
    declared = {"x-specloom-rate-limit": {"default": limit}}
    result = built(schemes, operations, fields={}, **declared)
    with imported(result.texts) as package:
        assert package.SmallClient.service.rate_limit.by in arguments(package)
