"""Any value of an argument arrives whole, or is refused in words before it is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx2
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import MODES, SERVICE, Vendor, ok
from specloom_runtime import (
    Basic,
    Bearer,
    BodyFields,
    ConfigurationError,
    CookieKey,
    HeaderKey,
    Operation,
    QueryKey,
    RequestError,
    SpecloomError,
)
from specloom_runtime.serialization.style import Style
from werkzeug.formparser import parse_form_data

PIECES = [
    *(
        "a",
        "0",
        "é",
        "\u4e2d",
        "\U0001f600",
        " ",
        "+",
        "%",
        "%2F",
        "/",
        "\\",
        ".",
        "..",
    ),
    *(
        "?",
        "#",
        "&",
        "=",
        ";",
        ",",
        "|",
        ":",
        "@",
        "[",
        "]",
        "{",
        "}",
        "<",
        '"',
        "'",
        "~",
    ),
    *(
        "\0",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x1b",
        "\x7f",
        "\x85",
        "\xa0",
        "\u2028",
        "\ufeff",
    ),
    *("\u202e", "\u2066", "\u200b", "\ud800", "\udc00", "\r\n\r\n", "\r\nX: y", "--"),
    *("../", "*", "null", "true", "\u0130", "$", "!", "(", "`", "^"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
NAMES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join)
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


def sent(mode: str, operation: Any, **arguments: Any) -> httpx2.Request | None:
    """Return the request that was sent; None if the argument was refused in words."""
    vendor = Vendor(mode, [ok(None)])
    try:
        vendor.call(operation, **arguments)
    except RequestError as error:
        assert vendor.asked == [] and len(str(error)) > 10
        assert str(error).encode() and not re.search("[\0-\x1f\x7f]", str(error))
        return None
    (request,) = vendor.asked
    return request


def operation(method: str = "GET", path: str = "/x", **options: Any) -> Any:
    return Operation(method, path, None, **options)


def target(request: httpx2.Request) -> Any:
    text = request.url.raw_path.decode("ascii")
    assert not re.search("[^!-~]", text)
    assert "#" not in text
    return urlsplit(text)


def pairs_of(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, max_num_fields=50)


def header_of(request: httpx2.Request, name: str) -> str:
    """Return a header as a server reads it: without the spaces around it."""
    (value,) = (v for n, v in request.headers.raw if n.lower() == name.lower().encode())
    assert not re.search(b"[\0\r\n]", value)
    return value.decode("latin-1").strip(" \t")


def cookies_of(request: httpx2.Request) -> list[tuple[str, str]]:
    """Return the cookies as a server reads them (RFC 6265, section 5.2)."""
    pairs = header_of(request, "Cookie").split(";")
    parts = (pair.partition("=") for pair in pairs)
    unquoted = re.compile(r'\s*("?)(.*?)\1\s*')
    return [(n.strip(), unquoted.fullmatch(value)[2]) for n, _, value in parts]  # type: ignore[index]


@examples(20)
@given(st.sampled_from(MODES), TEXTS)
def test_a_path(mode: str, text: str) -> None:
    request = sent(mode, operation(path="/a/{p}/b"), path={"p": text})
    if request is None:
        assert not text or text in (".", "..") or re.search("[\ud800-\udfff]", text)
    else:
        before, segment, after = target(request).path.removeprefix("/v1/").split("/")
        assert (before, unquote(segment), after) == ("a", text, "b")


STYLES = [Style(), Style(reserved=True), Style("form", explode=False), Style("json")]


@examples(20)
@given(st.sampled_from(MODES), st.sampled_from(STYLES), NAMES, TEXTS)
def test_a_query(mode: str, style: Style, name: str, text: str) -> None:
    own = operation(styles={f"query.{name}": style})
    request = sent(mode, own, query={name: text, "last": 1})
    if request is None:
        assert re.search("[\ud800-\udfff]", name + text)
    else:
        expected = (
            text if style.name != "json" else json.dumps(text, ensure_ascii=False)
        )
        assert pairs_of(target(request).query) == [(name, expected), ("last", "1")]


SPLIT = {"form": ",", "pipeDelimited": "|", "spaceDelimited": " "}


@examples(20)
@given(st.sampled_from([*SPLIT, "deepObject"]), st.lists(TEXTS, min_size=1, max_size=3))
def test_a_list_in_a_query(name: str, texts: list[str]) -> None:
    style = Style(name, explode=name == "deepObject")  # type: ignore[arg-type]
    request = sent("sync", operation(styles={"query.q": style}), query={"q": texts})
    if request is None:
        text = "".join(texts)
        assert re.search("[\ud800-\udfff]", text) or SPLIT.get(name, "x") in text
    elif name == "deepObject":
        pairs = [(f"q[{n}]", text) for n, text in enumerate(texts)]
        assert pairs_of(target(request).query) == pairs
    else:
        # A server splits before it decodes, at the delimiter or its escape.
        escaped = {"|": r"\||%7C", " ": "%20", ",": ","}[SPLIT[name]]
        parts = re.split(escaped, target(request).query.removeprefix("q="))
        assert [unquote(part) for part in parts] == texts


@examples(15)
@given(st.sampled_from(["query", FORM]), st.dictionaries(NAMES, TEXTS, max_size=3))
def test_an_object_in_a_query_or_a_form(place: str, members: dict[str, str]) -> None:
    if place == FORM:
        request = sent("sync", operation("POST", media=FORM), body=members)
        query = "" if request is None else request.content.decode("ascii")
    else:
        request = sent("sync", operation(), query={"q": members})
        query = "" if request is None else target(request).query
    if request is None:
        assert re.search("[\ud800-\udfff]", "".join([*members, *members.values()]))
    else:
        assert pairs_of(query) == list(members.items())


@examples(20)
@given(st.sampled_from(MODES), NAMES, TEXTS)
def test_a_header(mode: str, name: str, text: str) -> None:
    for named, value in (("X-A", text), (f"X{name}", "1")):
        request = sent(mode, operation(), headers={named: value})
        if request is not None:
            assert header_of(request, named) == value
        elif named == "X-A":
            assert re.search("[^\t -\xff]|[\x7f]|^[ \t]|[ \t]$", value)


@examples(20)
@given(st.sampled_from(MODES), NAMES, TEXTS)
def test_a_cookie(mode: str, name: str, text: str) -> None:
    for named, value in (("c", text), (f"c{name}", "1")):
        request = sent(mode, operation(), cookies={named: value, "last": 1})
        if request is not None:
            assert cookies_of(request) == [(named, value), ("last", "1")]
        elif named == "c":
            assert re.search('^[ "]| $|[^ -~]|;', value)


def spelled(name: str | None) -> str:
    """Return a name as browsers write it in a part (WHATWG).

    Not all readers undo that.
    """
    return (name or "").translate(str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"}))


@examples(20)
@given(st.sampled_from(MODES), NAMES, TEXTS, TEXTS)
def test_a_multipart_body(mode: str, name: str, text: str, file: str) -> None:
    data = b"--" + text.encode("utf-8", "surrogatepass") + b"\r\n--"
    # Some readers take it for an escape, others do not, as browsers do not escape it.
    name, file = name.replace("\\", "/"), file.replace("\\", "/")
    body = {name: text, "file": (file, data, "x/y"), "open": (file, BytesIO(data))}
    request = sent(mode, operation("POST", media=PARTS), body=body)
    if request is None:
        assert re.search("[\ud800-\udfff\0-\x1f\x7f]", name + text + file)
        return
    environ: Any = {
        "REQUEST_METHOD": "POST",
        "wsgi.input": BytesIO(request.content),
        "CONTENT_LENGTH": str(len(request.content)),
        "CONTENT_TYPE": request.headers["content-type"],
    }
    _, fields, files = parse_form_data(environ)
    assert [spelled(each) for each in fields] == [spelled(name)]
    assert fields.get(next(iter(fields))) == text
    for each in files.values():
        assert each.read() == data
        each.close()
    assert {spelled(each.filename) for each in files.values()} == {spelled(file)}


def test_white_space_around_the_type_of_a_part_is_refused() -> None:
    with pytest.raises(RequestError, match="white space"):
        body = {"file": ("a", b"x", " x/y")}
        Vendor("sync", []).call(operation("POST", media=PARTS), body=body)


JSON = st.recursive(
    TEXTS
    | st.integers()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@examples(20)
@given(st.sampled_from(MODES), JSON)
def test_a_json_body(mode: str, value: Any) -> None:
    request = sent(mode, operation("POST"), body=value)
    if request is None:
        assert re.search("ud[89a-f]", json.dumps(value))
    else:
        assert json.loads(request.content) == value


SCHEMES: dict[str, tuple[Any, Callable[[httpx2.Request], str]]] = {
    "header": (HeaderKey("X-Key", "key"), lambda r: header_of(r, "X-Key")),
    "bearer": (Bearer("key"), lambda r: header_of(r, "Authorization")[7:]),
    "query": (QueryKey("key", "key"), lambda r: dict(pairs_of(target(r).query))["key"]),
    "cookie": (
        CookieKey("c", "key"),
        lambda r: cookies_of(r)[0][1],
    ),
    "body": (BodyFields({"body#/k": "key"}), lambda r: json.loads(r.content)["k"]),
    "basic": (Basic("key", "key"), lambda r: header_of(r, "Authorization")),
}


@examples(20)
@given(st.sampled_from(list(SCHEMES)), TEXTS.map("k3y-".__add__))
def test_a_credential_arrives_whole_or_is_refused_without_being_shown(
    scheme: str, key: str
) -> None:
    kind, read = SCHEMES[scheme]
    service = replace(SERVICE, schemes={"one": kind}, security=(("one",),), env={})
    try:
        vendor = Vendor("sync", [ok(None)], service=service, credentials={"key": key})
        vendor.call(operation("POST"), body={"a": 1})
    except (RequestError, ConfigurationError) as error:
        said = f"{error}{error!r}{error.__cause__}{error.__context__}"
        assert "k3y-" not in said and said.encode()
        return
    except SpecloomError as error:
        pytest.fail(f"a refusal of another kind: {error!r}")
    if scheme != "basic":
        # Spaces around a credential come from copying it.
        assert read(vendor.asked[0]) == key.strip()
