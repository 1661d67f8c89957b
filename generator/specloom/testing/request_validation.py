"""Validate raw requests against the description with openapi-core."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, cast
from urllib.parse import parse_qsl, quote, unquote, unquote_plus

import httpx2
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator
from specloom_runtime.core.deep_stack import deeper_if_needed
from specloom_runtime.core.media_types import base_type, is_json
from werkzeug.datastructures import Headers, ImmutableMultiDict

from ..json_schema.reference_validators import ReferencesOnce
from .described_operation import DescribedOperation
from .description import METHODS
from .flat_schemas import as_list
from .json_values import as_text
from .samples import Samples
from .string_samples import matches

_SERVER = "https://server.example"
_PATH = "/path"
_JSON = "application/json"
VARIABLE = re.compile(r"\{([^{}]*)\}")
_UNKNOWN_FORMATS = ("time",)
"""Formats that openapi-core interprets differently than RFC 3339."""
_REFERENCES = ReferencesOnce(OAS31Validator, matches)
_VALIDATORS = SchemaValidatorsFactory(
    # The formats that openapi-core checks in all versions.
    _REFERENCES.validator_class,
    OAS30ReadValidator.FORMAT_CHECKER,
)
_SCALARS = ("string", "integer", "number", "boolean")


class ReceivedRequest:
    """A received request, with the attributes that openapi-core reads."""

    def __init__(self, request: httpx2.Request, operation: DescribedOperation) -> None:
        self.raw = request
        self.template = operation.plain_path
        self.raw_path = request.url.raw_path.decode().split("?")[0]
        self.host_url = _SERVER
        self.path = _PATH
        self.server_path, self.path_values = self._split_path()
        self.query_variables = _query_variables(
            operation.path, request.url.query.decode()
        )
        segments = map(VARIABLE.findall, self.template.split("/"))
        self.shared = {name for each in segments if len(each) > 1 for name in each}
        self.method = request.method.lower()
        typed = "content-type" in request.headers
        self.body = request.content if request.content or typed else None
        self.sent_type = base_type(request.headers.get("content-type", ""))
        self.content_type = self.sent_type
        query = ImmutableMultiDict(request.url.params.multi_items())
        headers = Headers(list(request.headers.items()))
        pairs = (p.partition("=") for p in request.headers.get("cookie", "").split(";"))
        cookies = ImmutableMultiDict((k.strip(), v) for k, _, v in pairs if k)
        # openapi-core treats names as Python's format strings and literals as regular
        # expressions, and does not decode values. Therefore it gets a path without
        # variables. Lists and objects stay encoded, because they must be split first.
        split = {
            each["name"]
            for each in operation.node.get("parameters", ())
            if each["in"] == "path" and operation.json_type(each) in ("array", "object")
        }
        names = enumerate(VARIABLE.findall(self.template))
        path = {
            f"p{n}": (
                self.path_values[n] if name in split else unquote(self.path_values[n])
            )
            for n, name in names
        }
        self.parameters = RequestParameters(
            query=query, header=headers, cookie=cookies, path=path
        )

    def _split_path(self) -> tuple[str, list[str]]:
        """Return the server's part of the path, and the value of each variable."""
        pattern = path_pattern(self.template)
        found = re.search(f"^(.*?){pattern}$", self.raw_path)
        assert found, f"{self.raw_path} is not at {self.template}"
        server, *values = found.groups()
        return server, values

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The names and values of the query, in order."""
        return parse_qsl(self.raw.url.query.decode(), keep_blank_values=True)

    @cached_property
    def sent_query(self) -> list[tuple[str, str]]:
        """The decoded names in the query, with their values as sent."""
        pairs = (each.split("=", 1) for each in self.raw.url.query.decode().split("&"))
        return [(unquote_plus(name), "".join(value)) for name, *value in pairs if name]

    @cached_property
    def query_values(self) -> dict[str, list[str]]:
        """The values of each name in the query.

        The value of `a[b]` belongs to both `a[b]` and `a`.
        """
        found: dict[str, list[str]] = {}
        for key, value in self.query:
            ends = [place for place, sign in enumerate(key) if sign == "["]
            for name in {key, *(key[:end] for end in ends)}:
                found.setdefault(name, []).append(value)
        return found

    @property
    def json(self) -> Any:
        """The body as JSON; None if there is no body."""
        return json.loads(self.body) if self.body else None


def _query_variables(path: str, sent: str) -> dict[str, str]:
    """Return the values of the variables in a path's query, as sent."""
    template = path.partition("#")[0].partition("?")[2]
    parts = re.split(r"(\{[^{}]*\})", template)
    signs = {sign: sign for sign in "=&,;"}  # In a value these are escaped.
    pattern = "".join(
        (
            "([^&]*)"
            if VARIABLE.fullmatch(part)
            else "".join(signs.get(sign) or _literal(sign) for sign in part)
        )
        for part in parts
    )
    found, names = re.match(pattern, sent), VARIABLE.findall(template)
    return dict(zip(names, found.groups(), strict=True)) if found else {}


def path_pattern(template: str) -> str:
    """Return a pattern for a path as sent; it has a group for each variable.

    Literal characters may be escaped or not, because both forms mean the same path.
    """
    parts = re.split(r"(\{[^{}]*\})", template)
    return "".join(
        (
            "([^/?]+)"
            if re.fullmatch(r"\{[^{}]*\}", part)
            else "".join(map(_literal, re.findall("%[0-9A-Fa-f]{2}|.", part, re.S)))
        )
        for part in parts
    )


def _literal(sign: str) -> str:
    plain = sign if len(sign) == 1 else unquote(sign)
    forms = sorted({sign, plain, quote(plain, safe="")})
    return f"(?:{'|'.join(map(re.escape, forms))})"


def _without_patterns(node: Any) -> Any:
    """Return a description without patterns, which regex engines interpret differently.

    A format next to a pattern is also removed, because the two often contradict each
    other. Formats that openapi-core interprets differently are removed as well. `oneOf`
    becomes `anyOf`, because a sample can match several variants.
    """
    if isinstance(node, list):
        return [_without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped: tuple[str, ...] = ()
    if isinstance(node.get("pattern"), str):
        dropped = ("pattern", "format")
    elif node.get("format") in _UNKNOWN_FORMATS:
        dropped = ("format",)
    found = {
        key: _without_patterns(value)
        for key, value in node.items()
        if key not in dropped
    }
    if isinstance(found.get("oneOf"), list) and "anyOf" not in found:
        found["anyOf"] = found.pop("oneOf")
    return found


@cache
def _components(samples: Samples) -> Any:
    return _without_patterns(samples.spec.get("components", {}))


def _supported_parameter(parameter: Any, operation: DescribedOperation) -> Any:
    """Return a parameter in a form that openapi-core supports; None if there is none.

    For path parameters, openapi-core does not support RFC 6570's styles, objects, lists
    with other separators than commas, choices, and several types at once.
    """
    style = parameter.get("style", "form")
    if style not in ("form", "simple") or "content" in parameter:
        return None
    samples = operation.samples
    flat = samples.flatten(parameter.get("schema", {}))
    types = _types(flat)
    items = samples.flatten(flat["items"]) if "items" in flat else {}
    if types == ["object"] or len(types) != 1 or len(_types(items)) != 1:
        return None
    flat.pop("choices", None)
    if flat.get("format") in _UNKNOWN_FORMATS:
        del flat["format"]
    schema = _of_text(flat) if types[0] in _SCALARS else {**flat, "type": types[0]}
    if "items" in flat:
        schema["items"] = _of_text(items)
    is_split = parameter["in"] == "path" or parameter.get("explode") is False
    if is_split and types[0] not in _SCALARS:
        # openapi-core splits a list and decodes its parts in the wrong order.
        schema = {"type": types[0]}
    return {**parameter, "schema": schema, "deprecated": False}


def _of_text(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a scalar, with listed values in the form that is sent."""
    listed = [flat["const"]] if "const" in flat else flat.get("enum")
    if listed is None:
        return {**flat, "type": _types(flat)[0]}
    known = (each for each in listed if each is not None)
    return {"type": "string", "enum": [as_text(each) for each in known]}


def _numbered(parameter: Any, names: list[str]) -> list[Any]:
    """Return a copy of a parameter for each place in the path where its name occurs.

    A parameter that is not in the path is returned unchanged.
    """
    if parameter["in"] != "path":
        return [parameter]
    places = [n for n, name in enumerate(names) if name == parameter["name"]]
    return [{**parameter, "name": f"p{place}"} for place in places]


def _types(flat: Mapping[str, Any]) -> list[str]:
    """Return the types of a flat schema except null; [] if it has alternatives."""
    types = [] if flat.get("choices") else as_list(flat.get("type", "string"))
    return [each for each in types if each != "null"]


def _request_body(operation: DescribedOperation, received: ReceivedRequest) -> Any:
    """Return the declared body; None if the sent body cannot be validated against it.

    openapi-core does not match the parameters of media types, which the sender chooses.
    It treats only `application/json` as JSON.
    """
    body = operation.node.get("requestBody", {})
    content: dict[str, Any] = {}
    for name, each in body.get("content", {}).items():
        content.setdefault(base_type(name), each)
    if not content or received.body is None:
        return body
    known = received.content_type in content
    if not known and any("*" in name for name in content):
        assert "*" not in received.content_type, "a media range cannot be sent"
        return None
    assert known, f"sent as {received.content_type}"
    if not is_json(received.content_type) or not received.body:
        return None
    schema = content[received.content_type].get("schema", {})
    if not operation.satisfiable(schema):
        return None
    received.content_type = _JSON
    return {**body, "content": {_JSON: {"schema": schema}}}


@deeper_if_needed
def validate_request(operation: DescribedOperation, received: ReceivedRequest) -> None:
    """Validate a request with openapi-core.

    The description that openapi-core gets contains only this operation, and no servers.
    If the body is not JSON, only its media type is validated.

    Raises:
        AssertionError: the request is not valid for the description.
    """
    if operation.method not in METHODS:
        return
    # `OperationTest` checks credentials.
    node = {**operation.node, "security": [], "deprecated": False}
    declared = node.get("parameters", ())
    # openapi-core treats an empty value as a missing one.
    empty = {name for name, sent in received.sent_query if not sent}
    left_out = {"path": received.shared, "query": empty, "header": {}, "cookie": {}}
    parameters = (
        _supported_parameter(each, operation)
        for each in declared
        if each["name"] not in left_out[each["in"]]
    )
    node.pop("servers", None)
    names = VARIABLE.findall(operation.plain_path)
    node["parameters"] = [
        replaced
        for each in parameters
        if each is not None
        for replaced in _numbered(each, names)
    ]
    if body := _request_body(operation, received):
        node["requestBody"] = body
    else:
        node.pop("requestBody", None)
    alone = {
        "openapi": "3.1.0",
        "info": {"title": "one operation", "version": "1"},
        "servers": [{"url": _SERVER}],
        "paths": {_PATH: {operation.method: _without_patterns(node)}},
        "components": _components(operation.samples),
    }
    _REFERENCES.forget()
    config = Config(
        spec_validator_cls=cast(Any, None), schema_validators_factory=_VALIDATORS
    )
    try:
        OpenAPI.from_dict(alone, config=config).validate_request(received)
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", ())
        detail = "; ".join(str(each) for each in causes)
        raise AssertionError(f"{error!r} {error.__cause__!r} {detail}") from error
