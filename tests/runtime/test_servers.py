"""Which server a request goes to, and what may be filled into its URL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from small_vendor import MODES, SECRET, SERVICE, Contact, ContactPage, Vendor, ok
from specloom_runtime import (
    ConfigurationError,
    NextLinkPages,
    Operation,
    PagedOperation,
    PaginationError,
    Server,
    Service,
)
from specloom_runtime.operations.chosen_server import ChosenServer
from specloom_runtime.operations.servers import fill_variables, resolved

UPLOAD = {"default": Server("https://upload.test/{area}/", {"area": "v2"})}
SEND = Operation("POST", "/files", None, servers=UPLOAD)
PLAIN = Operation("GET", "/plain", None)


def urls(vendor: Vendor) -> list[str]:
    return [str(request.url) for request in vendor.asked]


@pytest.mark.parametrize("mode", MODES)
def test_server_of_an_operation_replaces_that_of_the_document(mode: Any) -> None:
    vendor = Vendor(mode, [ok(None), ok(None)], variables={"area": "eu"})
    vendor.call(SEND)
    vendor.call(PLAIN)
    assert urls(vendor) == [
        "https://upload.test/eu/files",
        "https://vendor.test/v1/plain",
    ]
    assert all(request.headers["x-key"] == SECRET for request in vendor.asked)


def test_variable_of_an_operation_has_its_own_default() -> None:
    vendor = Vendor("sync", [ok(None)])
    vendor.call(SEND)
    assert urls(vendor) == ["https://upload.test/v2/files"]


def test_base_url_replaces_every_absolute_server() -> None:
    vendor = Vendor("sync", [ok(None)], base_url="http://localhost:8080/x")
    vendor.call(SEND)
    assert urls(vendor) == ["http://localhost:8080/x/files"]


RELATIVE = replace(SERVICE, servers={"default": Server("/v1")})


def test_relative_server_counts_from_the_base_url() -> None:
    operation = Operation("GET", "/a", None, servers={"own": Server("/v2")})
    vendor = Vendor("sync", [ok(None)])
    vendor.call(operation)
    assert urls(vendor) == ["https://vendor.test/v2/a"]
    vendor = Vendor("sync", [ok(None)], base_url="https://b.test/v1", service=RELATIVE)
    vendor.call(operation)
    assert urls(vendor) == ["https://b.test/v2/a"]


def test_absolute_server_holds_where_the_base_url_is_needed() -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        Vendor("sync", [], service=RELATIVE)
    vendor = Vendor("sync", [ok(None)], base_url="https://b.test/v1", service=RELATIVE)
    vendor.call(SEND)
    assert urls(vendor) == ["https://upload.test/v2/files"]


@pytest.mark.parametrize(
    ("server", "shown"),
    [
        (Server("/v1"), "has '/v1'"),
        (Server("api"), "has 'api'"),
        (Server("{base}", {"base": "/v1"}), "has '{base}'"),
    ],
)
def test_message_without_a_host_says_what_to_give(server: Server, shown: str) -> None:
    service = replace(SERVICE, servers={"default": server})
    with pytest.raises(ConfigurationError, match="needs base_url=.*no host") as caught:
        Vendor("sync", [], service=service)
    assert shown in str(caught.value)
    Vendor("sync", [], service=service, base_url="https://b.test")


def test_server_of_the_chosen_environment() -> None:
    places = {"live": Server("https://a.test"), "test": Server("https://b.test")}
    own = {"live": Server("https://up.a.test"), "test": Server("https://up.b.test")}
    service = replace(SERVICE, servers=places)
    operation = Operation("GET", "/a", None, servers=own)
    vendor = Vendor("sync", [ok(None)], service=service, environment="test")
    vendor.call(operation)
    assert urls(vendor) == ["https://up.b.test/a"]


@pytest.mark.parametrize("mode", MODES)
def test_links_stay_on_the_server_of_the_operation(mode: Any) -> None:
    pages = NextLinkPages(next="body.cursor", items="body.items")
    own = {"own": Server("https://list.test/v3")}
    operation = PagedOperation(
        "GET", "/rows", ContactPage, Contact, pages=pages, servers=own
    )
    first = ok({"items": [{"number": 1}], "cursor": "/v3/rows?page=2"})
    vendor = Vendor(mode, [first, ok({"items": [{"number": 2}]})])
    read = vendor.all(vendor.pager(operation))
    assert [item.number for item in read] == [1, 2]
    assert urls(vendor)[1] == "https://list.test/v3/rows?page=2"
    first = ok({"items": [], "cursor": "https://vendor.test/v1/rows"})
    with pytest.raises(PaginationError):
        vendor = Vendor(mode, [first])
        vendor.all(vendor.pager(operation))


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("https://{v}.test/a/", "eu", "https://eu.test/a/"),
        ("https://{v}/a", "h.test:81", "https://h.test:81/a"),
        ("https://h.test:{v}/a", "81", "https://h.test:81/a"),
        ("{v}://h.test/a", "http", "http://h.test/a"),
        ("{v}/a", "https://h.test/b", "https://h.test/b/a"),
        ("https://h.test/{v}", "a/b c", "https://h.test/a/b%20c"),
        ("/{v}", "a", "/a"),
    ],
)
def test_value_of_a_variable(template: str, value: str, expected: str) -> None:
    assert fill_variables(template, {"v": value}) == expected


@pytest.mark.parametrize(
    "template", ["https://{v}.x.test/v1", "https://x-{v}.test", "https://x.test:{v}/"]
)
@pytest.mark.parametrize(
    "value", ["/#", "evil.test/", "evil.test?", "a@b", "a#", "a\\b"]
)
def test_value_that_moves_the_host_is_refused(template: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match="v cannot be .*server's host"):
        fill_variables(template, {"v": value})


@pytest.mark.parametrize(
    "value", ["evil.test#", "me@evil.test", "h.test?a", "h test", "h.test/b", "h:x"]
)
def test_value_that_is_the_whole_host(value: str) -> None:
    with pytest.raises(ConfigurationError, match="v cannot be"):
        fill_variables("https://{v}/a", {"v": value})


REGIONS = Server("https://{r}.x.test", {"r": "eu"}, {"r": ("eu", "us")})
ENUM = Service(name="x", servers={"default": REGIONS})


def test_value_outside_the_enum_is_refused() -> None:
    vendor = Vendor("sync", [ok(None)], service=ENUM, variables={"r": "us"})
    vendor.call(PLAIN)
    assert urls(vendor) == ["https://us.x.test/plain"]
    for value in ("asia", "/#", "EU"):
        with pytest.raises(ConfigurationError, match="expected eu, us"):
            Vendor("sync", [], service=ENUM, variables={"r": value})


def test_value_outside_the_enum_of_an_operation_is_refused() -> None:
    operation = Operation("GET", "/a", None, servers={"own": REGIONS})
    vendor = Vendor("sync", [], variables={"r": "asia"})
    with pytest.raises(ConfigurationError, match="expected eu, us"):
        vendor.call(operation)


@pytest.mark.parametrize("security", [((), ("key",)), (("key",), ())])
def test_credential_goes_out_where_a_call_may_be_anonymous(security: Any) -> None:
    operation = Operation("GET", "/a", None, security=security)
    vendor = Vendor("sync", [ok(None)])
    vendor.call(operation)
    assert vendor.asked[0].headers["x-key"] == SECRET
    service = replace(SERVICE, security=())
    vendor = Vendor("sync", [ok(None)], service=service, credentials={})
    vendor.call(operation)
    assert "x-key" not in vendor.asked[0].headers


def test_anonymous_service_needs_no_credential() -> None:
    service = replace(SERVICE, security=((), ("key",)))
    vendor = Vendor("sync", [ok(None)], service=service, credentials={})
    vendor.call(PLAIN)
    assert "x-key" not in vendor.asked[0].headers


@pytest.mark.parametrize("base", ["https://a.test/b/c", "https://a.test/b/c/"])
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "https://a.test/b/c/"),
        (".", "https://a.test/b/c/"),
        ("./d", "https://a.test/b/c/d"),
        ("d/", "https://a.test/b/c/d/"),
        ("..", "https://a.test/b/"),
        ("../d", "https://a.test/b/d"),
        ("../../../d", "https://a.test/d"),
        ("/", "https://a.test/"),
        ("/d", "https://a.test/d"),
        ("//e.test/d", "https://e.test/d"),
        ("http://e.test", "http://e.test"),
    ],
)
def test_a_relative_server_is_resolved_as_rfc_3986_says(
    base: str, url: str, expected: str
) -> None:
    assert resolved(base, url) == expected


@pytest.mark.parametrize(
    ("url", "sent"), [("/", "/x"), ("../d", "/b/d/x"), ("//e.test/d/", "/d/x")]
)
def test_a_request_goes_to_the_relative_server_of_its_operation(
    url: str, sent: str
) -> None:
    server = ChosenServer(url="https://a.test/b/c")
    base = server.base_of(Operation("GET", "/x", None, servers={"own": Server(url)}))
    assert urlsplit(f"{base}/x").path == sent
