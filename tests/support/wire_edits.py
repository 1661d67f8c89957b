"""Edits of the description, each in one part of requests, and the parts that change.

What the clients really send decides in the test; the parts here say what the edit is
meant to show, and an edit with no part must change no request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from wire_document import Described, parameter, ref

Edit = Callable[[Described], None]


class Case(NamedTuple):
    """An edit, and the parts of requests that it changes."""

    edit: Edit
    parts: frozenset[str]


def put(*path: str | int, to: Any, overlay: bool = False) -> Edit:
    """Return an edit that sets a member at a path."""

    def edit(described: Described) -> None:
        node: Any = described.overlay if overlay else described.document
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = to

    return edit


def drop(*path: str | int) -> Edit:
    """Return an edit that removes a member or an item at a path."""

    def edit(described: Described) -> None:
        node: Any = described.document
        for step in path[:-1]:
            node = node[step]
        del node[path[-1]]

    return edit


def several(*edits: Edit) -> Edit:
    """Return an edit that makes several edits."""

    def edit(described: Described) -> None:
        for each in edits:
            each(described)

    return edit


def renamed(*path: str, to: str, name: str) -> Edit:
    """Return an edit of a property's name in JSON that keeps its name in Python.

    Args:
        path: the names of the schema and of the property.
        to: the new name in JSON.
        name: the name in Python.
    """
    schema, old = path

    def edit(described: Described) -> None:
        properties = described.document["components"]["schemas"][schema]["properties"]
        properties[to] = properties.pop(old)
        added = described.overlay["components"]["schemas"].setdefault(schema, {})
        kept = added.setdefault("properties", {}).pop(old, {})
        added["properties"][to] = {**kept, "x-specloom-name": name}

    return edit


def moved(old: str, new: str) -> Edit:
    """Return an edit that moves all operations of a path; their names stay."""

    def edit(described: Described) -> None:
        for side in described[:2]:
            side["paths"][new] = side["paths"].pop(old)

    return edit


def other_method(path: str, old: str, new: str) -> Edit:
    """Return an edit of the method of an operation; its name stays."""

    def edit(described: Described) -> None:
        for side in described[:2]:
            side["paths"][path][new] = side["paths"][path].pop(old)

    return edit


def _list(number: int, **more: Any) -> Edit:
    """Return an edit that sets members of a parameter of the list of things."""
    at = ("paths", "/things", "get", "parameters", number)
    return several(*(put(*at, key, to=value) for key, value in more.items()))


def _stated(number: int, **more: Any) -> Edit:
    """Return an edit of the overlay that states something about a parameter."""
    target = f"$.paths['/things'].get.parameters[{number}]"
    update = {f"x-specloom-{key}": value for key, value in more.items()}
    return lambda d: d.actions.append({"target": target, "update": update})


def case(edit: Edit, *parts: str) -> Case:
    """Return an edit with the parts that it changes."""
    return Case(edit, frozenset(parts))


SERVER = ("servers", 0)
SCHEMES = ("components", "securitySchemes")
SCHEMAS = ("components", "schemas")
LIST = ("paths", "/things", "get")
UPLOAD = ("paths", "/files", "post", "requestBody", "content")
FORM = ("paths", "/forms", "post", "requestBody", "content")
FORM_TYPE = "application/x-www-form-urlencoded"
FLOW = (*SCHEMES, "oauth", "flows", "clientCredentials")
CURSOR = (*LIST, "x-specloom-pagination")
PAGES = ("paths", "/pages", "get")
JSON = "application/json"

EDITS: dict[str, Case] = {
    # Servers
    "host": case(put(*SERVER, "url", to="https://{region}.example.org/api"), "server"),
    "base path": case(
        put(*SERVER, "url", to="https://{region}.example.com/v2"), "server"
    ),
    "trailing slash": case(put(*SERVER, "url", to="https://{region}.example.com/api/")),
    "variable default": case(
        put(*SERVER, "variables", "region", "default", to="us"), "server"
    ),
    "variable moves": case(
        put(*SERVER, "url", to="https://example.com/{region}/api"), "server"
    ),
    "allowed value added": case(
        put(*SERVER, "variables", "region", "enum", to=["eu", "us", "asia"])
    ),
    "second server": case(
        put("servers", 1, "url", to="https://test.example.com/api"), "server"
    ),
    "first server another": case(
        lambda d: d.document["servers"].reverse(),
        "server",
    ),
    "own server": case(
        put("paths", "/reports", "servers", 0, "url", to="https://r.example.com/v1"),
        "server",
    ),
    "server without a host": case(
        lambda d: d.document.update({"servers": [{"url": "/api"}]}), "server"
    ),
    "own server removed": case(drop("paths", "/reports", "servers"), "server"),
    # Method, path and media types
    "method": case(other_method("/things/{id}", "patch", "post"), "method"),
    "path": case(moved("/orders", "/v2/orders"), "path"),
    "path parameter name": case(
        several(
            moved("/things/{id}", "/things/{key}"),
            *(
                put("paths", "/things/{key}", m, "parameters", 0, "name", to="key")
                for m in ("get", "put", "patch")
            ),
            put(
                *("paths", "/things/{key}", "put", "x-specloom-optimistic-lock"),
                to={"version": "$request.header.If-Match", "key": "$request.path.key"},
                overlay=True,
            ),
        ),
    ),
    "accept": case(
        put(
            *("paths", "/open", "get", "responses", "200", "content"),
            to={"application/vnd.shop+json": {"schema": ref("Thing")}},
        ),
        "header",
    ),
    "stream framing": case(
        put(
            *("paths", "/stream", "get", "responses", "200", "content"),
            to={"application/jsonl": {"schema": ref("Thing")}},
        ),
        "header",
    ),
    "body media type": case(
        put(
            *("paths", "/things/{id}", "patch", "requestBody", "content"),
            to={JSON: {"schema": ref("Address")}},
        ),
        "body",
    ),
    "form becomes multipart": case(
        put(*FORM, to={"multipart/form-data": {"schema": ref("Form")}}), "body"
    ),
    # Parameters
    "array not exploded": case(_list(2, explode=False), "query"),
    "array with pipes": case(_list(2, style="pipeDelimited", explode=False), "query"),
    "array parameter in the header": case(_list(2, **{"in": "header"}), "query"),
    "parameter moves to the header": case(_list(5, **{"in": "header"}), "query"),
    "parameter as JSON": case(
        several(
            drop(*LIST, "parameters", 8, "style"),
            drop(*LIST, "parameters", 8, "schema"),
            _list(8, content={JSON: {"schema": ref("Box")}}),
        ),
        "query",
    ),
    "parameter name": case(
        several(_list(5, name="search"), _stated(5, name="q")), "query"
    ),
    "reserved characters": case(_list(5, allowReserved=True), "query"),
    "parameter required": case(_list(5, required=True)),
    "parameter removed": case(drop(*LIST, "parameters", 5)),
    "parameter added": case(
        lambda d: d.document["paths"]["/things"]["get"]["parameters"].append(
            parameter("newest", {"type": "boolean"})
        )
    ),
    "parameters reordered": case(
        lambda d: d.document["paths"]["/things"]["get"]["parameters"].reverse()
    ),
    "parameter description": case(_list(5, description="What to look for.")),
    "default stated": case(
        put(*LIST, "parameters", 5, "schema", to={"type": "string", "default": "all"})
    ),
    "time as a number": case(_stated(4, unit="epoch-milliseconds"), "query"),
    # Bodies
    "property name": case(
        renamed("Address", "streetName", to="street", name="street_name"), "body"
    ),
    "property name of a query": case(
        renamed("Box", "lowLeft", to="bottomLeft", name="low_left"), "query"
    ),
    "response property name": case(
        renamed("Thing", "seenOnly", to="seen", name="seen_only")
    ),
    "integer becomes number": case(
        put(*SCHEMAS, "Address", "properties", "floor", to={"type": "number"})
    ),
    "property added": case(
        put(*SCHEMAS, "Address", "properties", "annex", to={"type": "string"})
    ),
    "property required": case(put(*SCHEMAS, "Address", "required", to=["zipCode"])),
    "enum value of a member": case(
        lambda d: d.document["components"]["schemas"]["State"].update(
            {"enum": ["OPEN", "closed"]}
        ),
        "body",
    ),
    "enum value added": case(
        put(*SCHEMAS, "State", "enum", to=["open", "closed", "lost"])
    ),
    "time in a body as a number": case(
        put(
            *(*SCHEMAS, "Thing", "properties", "madeAt"),
            to={"x-specloom-unit": "epoch-milliseconds"},
            overlay=True,
        ),
        "body",
    ),
    "null is sent otherwise": case(
        put(
            "x-specloom-null-handling",
            to={"default": {"write-null": "omit"}},
            overlay=True,
        ),
        "body",
    ),
    "null of a member": case(
        put(
            *("paths", "/things/search", "post", "requestBody", "content", JSON),
            *("schema", "required"),
            to=["note"],
        ),
        "body",
    ),
    "longer lists in one request": case(
        put(
            *("paths", "/things/search", "post", "requestBody", "content", JSON),
            *("schema", "properties", "ids", "x-specloom-chunk", "maximum"),
            to=3,
            overlay=True,
        ),
        "body",
    ),
    "form style": case(
        put(
            *FORM,
            FORM_TYPE,
            "encoding",
            to={"labels": {"style": "form", "explode": False}},
        ),
        "body",
    ),
    "form member as deep object": case(
        put(*FORM, FORM_TYPE, "encoding", to={"place": {"style": "deepObject"}}),
        "body",
    ),
    "part media type": case(
        put(
            *UPLOAD,
            "multipart/form-data",
            "encoding",
            to={"content": {"contentType": "image/png"}},
        ),
        "body",
    ),
    "part name": case(renamed("Upload", "title", to="heading", name="title"), "body"),
    # Authentication
    "key header": case(put(*SCHEMES, "key", "name", to="X-Api-Key"), "authentication"),
    "key in the query": case(
        several(
            put(*SCHEMES, "key", "in", to="query"), put(*SCHEMES, "key", "name", to="k")
        ),
        "authentication",
    ),
    "token with another word": case(
        put(*SCHEMES, "token", "scheme", to="Token"), "authentication"
    ),
    "token url": case(
        put(*FLOW, "tokenUrl", to="https://id.example.com/token"), "authentication"
    ),
    "scopes": case(
        put(*FLOW, "scopes", to={"read": "Read.", "write": "Write."}), "authentication"
    ),
    "another scheme": case(
        put("paths", "/admin", "get", "security", to=[{"key": []}]), "authentication"
    ),
    "two schemes together": case(
        put("paths", "/admin", "get", "security", to=[{"key": [], "token": []}]),
        "authentication",
    ),
    "an alternative added": case(
        put("paths", "/fetched", "get", "security", to=[{"oauth": []}, {"token": []}]),
        "authentication",  # A client that also has a token now sends it.
    ),
    "an alternative with a new credential": case(
        several(
            put(*SCHEMES, "user", to={"type": "http", "scheme": "basic"}),
            put("security", to=[{"key": []}, {"user": []}]),
        )
    ),
    "credentials where none were": case(
        drop("paths", "/open", "get", "security"), "authentication"
    ),
    "scheme renamed": case(
        several(
            lambda d: d.document["components"]["securitySchemes"].update(
                {"secret": d.document["components"]["securitySchemes"].pop("key")}
            ),
            put("security", to=[{"secret": []}]),
            put(
                "x-specloom-auth",
                to={"secret": {"fields": {"key": {"env": "SHOP_KEY"}}}},
                overlay=True,
            ),
        )
    ),
    # Pages, ranges, filters
    "page size": case(
        _list(0, schema={"type": "integer", "maximum": 500}), "pagination"
    ),
    "page size stated as default": case(
        put(*PAGES, "parameters", 1, "schema", "default", to=40), "pagination"
    ),
    "smallest page": case(
        put("paths", "/orders", "get", "parameters", 1, "schema", "minimum", to=10),
        "pagination",
    ),
    "cursor name": case(
        several(
            _list(1, name="after"),
            put(*CURSOR, "request", "cursor", to="$request.query.after", overlay=True),
        ),
        "pagination",
    ),
    "limit name": case(
        several(
            _list(0, name="count"),
            put(*CURSOR, "request", "limit", to="$request.query.count", overlay=True),
        ),
        "pagination",
    ),
    "first page": case(
        put(*PAGES, "x-specloom-pagination", "first", to=0, overlay=True), "pagination"
    ),
    "list without pages": case(
        lambda d: d.overlay["paths"]["/orders"]["get"].pop("x-specloom-pagination"),
        "pagination",
    ),
    "longer windows": case(
        put(
            *("paths", "/changes", "get", "x-specloom-window", "maximum"),
            to="P15D",
            overlay=True,
        ),
        "query",
    ),
    "inclusive windows": case(
        put(
            *("paths", "/changes", "get", "x-specloom-window", "bounds"),
            to="inclusive",
            overlay=True,
        ),
        "query",
    ),
    "changed since": case(
        several(
            put("paths", "/updates", "get", "parameters", 0, "name", to="newer"),
            put(
                *("paths", "/updates", "get", "x-specloom-changed-since", "parameter"),
                to="$request.query.newer",
                overlay=True,
            ),
        ),
        "query",
    ),
    "filter grammar": case(
        put(
            *("x-specloom-filter", "words", "infix", "operators", "eq"),
            to="{field}={value}",
            overlay=True,
        ),
        "query",
    ),
    "sort grammar": case(
        put("x-specloom-sort", "signs", "descending", to="~", overlay=True), "query"
    ),
    "filter parameter": case(
        several(
            put(*PAGES, "parameters", 2, "name", to="where"),
            put(
                *(*PAGES, "x-specloom-filter", "location"),
                to="$request.query.where",
                overlay=True,
            ),
        ),
        "query",
    ),
    "filter field": case(
        renamed("Thing", "unitPrice", to="cost", name="unit_price"), "body", "query"
    ),
    # Headers that the runtime adds
    "idempotency header": case(
        put(
            *("x-specloom-idempotency", "default", "header"),
            to="X-Request-Key",
            overlay=True,
        ),
        "header",
    ),
    "idempotency off": case(
        put(
            "paths", "/forms", "post", "x-specloom-idempotency", to=False, overlay=True
        ),
        "header",
    ),
    "version of the lock": case(
        several(
            put("paths", "/things/{id}", "put", "parameters", 1, "name", to="Version"),
            put(
                *("paths", "/things/{id}", "put", "x-specloom-optimistic-lock"),
                to={"version": "$request.header.Version", "key": "$request.path.id"},
                overlay=True,
            ),
        ),
    ),
    "undeclared properties": case(
        put(
            *("paths", "/things/{id}", "put", "x-specloom-optimistic-lock"),
            *("undeclared",),
            to="omit",
            overlay=True,
        ),
        "header",
    ),
    # What is not sent
    "texts": case(put("info", "description", to="A shop.")),
    "response property": case(
        put(
            *SCHEMAS,
            "Thing",
            "properties",
            "seenBy",
            to={"type": "string", "readOnly": True},
        )
    ),
    "operation added": case(
        put(
            "paths", "/closed", to={"get": {"responses": {"204": {"description": "."}}}}
        )
    ),
    "operation removed": case(
        several(
            drop("paths", "/open"),
            lambda d: d.overlay["paths"].pop("/open"),
        )
    ),
    "operation deprecated": case(put("paths", "/open", "get", "deprecated", to=True)),
}
