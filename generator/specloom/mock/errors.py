"""Create error responses in the form that the description declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeAlias

from ..document import Operation, Spec
from ..testing.described_operation import DescribedOperation
from ..testing.json_values import get_pointer, is_in_body, pointer_steps
from ..testing.string_samples import DEFAULT
from ..vocabulary import keys
from .plausible import PlausibleValues
from .requests import member
from .responses import (
    Content,
    MockResponse,
    chosen_content,
    declared_response,
    problem,
    sample_headers,
)

Steps: TypeAlias = tuple[str, ...]
MESSAGES = ("detail", "message", "error_description", "description", "error", "title")
"""The usual members with the message of an error."""
CODES = ("code", "error_code", "errorCode")
"""The usual members with the code of an error, if it is a string."""
USUAL = {"message": MESSAGES, "code": CODES}
STATUSES = ("status", "statusCode", "status_code", "code", "httpStatus")
"""The usual members with the status of the response."""


def error_response(
    operation: DescribedOperation,
    status: int,
    detail: str,
    *,
    accept: str = "",
    headers: Mapping[str, str] | None = None,
) -> MockResponse:
    """Return the declared error for a status.

    If none is declared for the status, the error has the form of another one of the
    operation, because vendors have one form; without any, it is a plain one.

    Args:
        operation: the operation.
        status: the status.
        detail: what is wrong; it is written where the description has the message.
        accept: the value of the header Accept.
        headers: headers to add, such as Retry-After.
    """
    declared = declared_response(operation, status)
    if declared is None:
        declared = _alike(operation, accept)
    if declared is None:
        return problem(status, detail, headers)
    own = sample_headers(operation, declared)
    own = {n: v for n, v in own.items() if n.lower() != "retry-after"}
    content = chosen_content(declared, accept)
    all_headers = {**own, **(headers or {})}
    if content is None:
        return MockResponse(status, headers=all_headers, has_body=False)
    body = operation.content({"content": {content.media: content.node}})
    if content.is_json:
        body = _with_detail(operation, content, body, status, detail)
        body = _without_meaningless_texts(operation, content.schema, body)
    return MockResponse(status, body, content.media, all_headers)


def _alike(operation: DescribedOperation, accept: str) -> Mapping[str, Any] | None:
    """Return the first declared error of an operation whose body is JSON."""
    responses = operation.node.get("responses") or {}
    for name, declared in responses.items():
        if name[:1] in ("4", "5") and isinstance(declared, Mapping):
            content = chosen_content(declared, accept)
            if content is not None and content.is_json:
                return declared
    return None


def first_declared(operation: DescribedOperation, statuses: Iterable[int]) -> int:
    """Return the first status that a declared response covers, or else the first."""
    listed = list(statuses)
    covered = (s for s in listed if declared_response(operation, s) is not None)
    return next(covered, listed[0])


def _with_detail(
    operation: DescribedOperation,
    content: Content,
    body: Any,
    status: int,
    detail: str,
) -> Any:
    """Return an error with the message and the status, where the schema allows them."""
    if not isinstance(body, dict):
        return body
    allows = operation.samples.allows
    strict = allows(content.schema, body)

    def tried(body: Any, changed: Any) -> Any:
        return changed if not strict or allows(content.schema, changed) else body

    for name in STATUSES:
        known = body.get(name)
        if isinstance(known, int) and not isinstance(known, bool):
            body = tried(body, {**body, name: status})
    for role, text in (("message", detail), ("code", _code(status))):
        for location in _locations(operation, status, role):
            steps = pointer_steps(location)
            known = get_pointer(body, location)
            if isinstance(known, str) or (
                known is None and _is_declared_text(operation, content.schema, steps)
            ):
                body = tried(body, _replaced(body, steps, text))
                break
    return body


def _without_meaningless_texts(
    operation: DescribedOperation, schema: Any, body: Any
) -> Any:
    """Return an error without texts that look like the vendor's advice.

    Those that the schema requires are replaced.
    """
    texts = list(_default_texts(body))
    if not texts:
        return body
    plausible = PlausibleValues(operation.samples, seed=0)
    made = plausible.item(schema, body, 0, None, "error")
    strict = operation.samples.allows(schema, body)
    for steps in texts:
        others = _removed(body, steps)
        if others and strict and operation.samples.allows(schema, others):
            body = others
        else:
            text = member(made, steps)
            body = _replaced(body, steps, text) if isinstance(text, str) else body
    return body


def _default_texts(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the places of texts without a meaning in objects."""
    if value == DEFAULT:
        yield steps
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _default_texts(each, (*steps, name))


def _removed(body: Any, steps: Steps) -> Any:
    """Return a copy of an object without the member at a place; None for nothing."""
    if not steps:
        return None
    first, *rest = steps
    others = {name: each for name, each in body.items() if name != first}
    if rest and (inner := _removed(body[first], tuple(rest))):
        return {**body, first: inner}
    return others


def _code(status: int) -> str:
    """Return a code for a status, such as `not_found`."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        return "error"
    return re.sub(r"[^a-z]+", "_", phrase.lower())


def _is_declared_text(
    operation: DescribedOperation, schema: Any, steps: Sequence[str]
) -> bool:
    """Return whether a schema declares a string at a pointer."""
    spec = Spec.of(operation.spec)
    for step in steps:
        if step.isdigit():
            schema = spec.resolve(schema).get("items", {})
        elif (schema := spec.at(schema, [step])) is None:
            return False
    kinds = spec.resolve(schema).get("type", ())
    return "string" in ([kinds] if isinstance(kinds, str) else kinds)


def _replaced(body: Any, steps: Sequence[str], text: str) -> Any:
    """Return a copy of a body with text at a pointer; other types are left alone."""
    if not steps:
        return text
    first, *rest = steps
    if isinstance(body, list) and first.isdigit() and int(first) < len(body):
        copy = [*body]
        copy[int(first)] = _replaced(body[int(first)], rest, text)
        return copy
    if isinstance(body, dict) and (first in body or not rest):
        return {**body, first: _replaced(body.get(first), rest, text)}
    return body


def _locations(operation: DescribedOperation, status: int, role: str) -> list[str]:
    """Return the locations of a message or code: declared ones, then usual ones."""
    spec = Spec.of(operation.spec)
    declared = Operation(spec, operation.path, operation.method, operation.node)
    found: list[str] = []
    for rule in (declared.extension(keys.ERRORS) or {}).get("rules", ()):
        wanted = str(rule.get("when", {}).get("status", status)).upper()
        if wanted in (str(status), f"{status // 100}XX"):
            said = rule.get(role, [])
            found += [said] if isinstance(said, str) else said
    usual = [f"$response.body#/{name}" for name in USUAL[role]]
    usual += [f"$response.body#/error/{name}" for name in USUAL[role]]
    return [each for each in found if is_in_body(each)] + usual
