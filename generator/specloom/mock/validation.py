"""Check whether a request is valid for the description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from referencing.exceptions import Unresolvable
from specloom_runtime.core.media_types import base_type, is_json
from werkzeug.datastructures import FileStorage

from ..json_schema.reference_validators import ReferencesOnce
from ..testing.described_operation import DescribedOperation
from ..testing.flat_schemas import FlatSchemas
from ..testing.request_locations import ABSENT
from ..testing.string_samples import matches
from ..vocabulary import keys
from .decoding import Decoder
from .formats import FORMATS
from .refusals import Refusal
from .requests import FORM, MULTIPART, MockRequest, UnreadableBody

IGNORED = ("accept", "content-type", "authorization")
"""The headers that are not parameters (OpenAPI, section 4.8.12.1)."""


class RequestValidation:
    """The rules for the requests of one description.

    Args:
        spec: the description of requests.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._spec = spec
        schemas = (spec.get("components") or {}).get("schemas") or {}
        self._references = ReferencesOnce(Draft202012Validator, matches)
        self._validator = self._references.validator_class(
            {"components": {"schemas": schemas}}, format_checker=FORMATS
        )
        self._flat = FlatSchemas(schemas)
        self._decoder = Decoder(self._flat, self._allows)

    def check(self, request: MockRequest) -> None:
        """Check the parameters and the body of a request.

        Raises:
            Refusal: the request is not valid.
        """
        node = self._node(request.route.operation)
        problems = [*self._parameter_problems(request, node)]
        if problems:
            raise Refusal("; ".join(problems[:3]))
        self._check_body(request, node.get("requestBody"))

    def _node(self, operation: DescribedOperation) -> Mapping[str, Any]:
        """Return an operation in the description of requests."""
        item = self._spec["paths"][operation.path]
        further = item.get(keys.ADDITIONAL_OPERATIONS) or {}
        found = item.get(operation.method, further.get(operation.method))
        return found if isinstance(found, Mapping) else {}

    def _parameter_problems(
        self, request: MockRequest, node: Mapping[str, Any]
    ) -> Iterator[str]:
        declared = [p for p in node.get("parameters") or () if isinstance(p, Mapping)]
        taken = frozenset(p["name"] for p in declared if p["in"] == "query")
        for parameter in declared:
            place, name = parameter["in"], parameter["name"]
            if place == "header" and name.lower() in IGNORED:
                continue
            if place not in ("path", "query", "header", "cookie"):
                continue
            values, pairs = _sent(request, place, name)
            value = self._decoder.parameter(parameter, values, pairs, taken - {name})
            if value is ABSENT:
                if parameter.get("required"):
                    yield f"{place} parameter {name} is missing"
            elif value == "" and parameter.get("allowEmptyValue"):
                continue
            elif problem := self._problem(_schema(parameter), value):
                yield f"{place} parameter {name}: {problem}"

    def _check_body(self, request: MockRequest, declared: Any) -> None:
        if not isinstance(declared, Mapping):
            return
        content = declared.get("content") or {}
        if not request.content and request.media not in (FORM, MULTIPART):
            if declared.get("required"):
                raise Refusal("the body is missing")
            return
        if not content:
            return
        node = _content_node(content, request.media)
        if node is None:
            known = ", ".join(content)
            sent = request.media or "no media type"
            raise Refusal(f"the body has {sent} (expected {known})", (415, 400, 422))
        try:
            body = request.body
        except UnreadableBody as error:
            raise Refusal(str(error)) from None
        schema = node.get("schema", {})
        if body is ABSENT:
            return
        if request.media in (FORM, MULTIPART):
            body = self._decoder.form(schema, body)
            body = _without_files(body)
        elif not is_json(request.media):
            return
        if problem := self._problem(schema, body):
            raise Refusal(f"body: {problem}")

    def _allows(self, schema: Any, value: Any) -> bool:
        return not self._problem(schema, value)

    def _problem(self, schema: Any, value: Any) -> str:
        """Return why a value is not valid for a schema; "" if it is valid."""
        self._references.forget()
        try:
            error = next(self._validator.evolve(schema=schema).iter_errors(value), None)
        except (Unresolvable, RecursionError, ValueError, TypeError, OverflowError):
            return ""
        if error is None:
            return ""
        where = error.json_path.removeprefix("$").removeprefix(".")
        return f"{where}: {error.message}"[:500] if where else error.message[:500]


def _schema(parameter: Mapping[str, Any]) -> Any:
    content = parameter.get("content")
    if isinstance(content, Mapping) and content:
        inner = next(iter(content.values()))
        return inner.get("schema", {}) if isinstance(inner, Mapping) else {}
    return parameter.get("schema", {})


def _sent(
    request: MockRequest, place: str, name: str
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the values of a parameter, and all names and values of its place."""
    if place == "query":
        return request.query_values.get(name, []), request.query
    if place == "header":
        return request.raw.headers.getlist(name), list(request.raw.headers)
    if place == "cookie":
        pairs = list(request.raw.cookies.items(multi=True))
        return [value for key, value in pairs if key == name], pairs
    values = request.path_values
    return [values[name]] if name in values else [], list(values.items())


def _content_node(content: Mapping[str, Any], media: str) -> Mapping[str, Any] | None:
    """Return the declared content for a media type; None if it is not declared."""
    for name, node in content.items():
        if base_type(name) == media:
            return node if isinstance(node, Mapping) else {}
    kind = media.partition("/")[0]
    for name, node in content.items():
        if base_type(name) in ("*/*", f"{kind}/*") and media:
            return node if isinstance(node, Mapping) else {}
    return None


def _without_files(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form in which each file is text, as its schema describes it."""

    def text(value: Any) -> Any:
        if isinstance(value, FileStorage):
            return "file"
        return [text(each) for each in value] if isinstance(value, list) else value

    return {name: text(value) for name, value in body.items()}
