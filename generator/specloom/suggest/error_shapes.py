"""Find the message and the code in the schema of an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..document import Operation, Schemas, base_type, is_json, json_pointer
from .words import folded, prose

_MESSAGES: Final = (
    ("message", "errormessage", "msg", "errormsg", "errmsg", "detail")
    + ("errordescription", "faultmessage", "errordetail", "errorsummary")
    + ("description", "faultstring", "usermessage", "developermessage")
    + ("displaymessage", "exceptionmessage", "messagetext", "errortext")
    + ("statusmessage", "title", "summary", "text", "error", "details", "reason")
)
"""Names of texts for people, folded, the best first."""
_CODES: Final = (
    ("code", "errorcode", "errcode", "codename", "errorkey", "errortype", "scimtype")
    + ("errornumber", "faultcode", "error", "type", "name", "key", "issue", "reason")
    + ("errorname", "errorid", "identifier")
)
"""Names of codes for programs, folded, the best first."""
_HOLDERS: Final = re.compile(
    r"errors?|fault|detail|details|exception|error(list|info|details|response|body|data)"
    r"|problems?|response|result|data|messages"
)
"""Names of objects and lists that have the parts of an error, folded."""
_REQUEST_IDS: Final = re.compile(
    r"(x)?(request|trace|correlation|debug|operation|transaction)id|traceid"
    r"|requestuuid|xrequestid|xcorrelationid|requestreference"
)
_DETAILS: Final = re.compile(
    r"details|errors|(invalid|field|validation)(fields?|errors?|params?)|violations"
    r"|causes?|fielderrors|invalidparams|elements|issues"
)
_FLAGS: Final = re.compile(r"ok|success|succeeded|issuccess(ful)?")
DEPTH: Final = 3
"""How deeply the properties of an error are searched."""
_COMMON: Final = ("400", "404", "401", "403", "409", "422", "429", "4XX")
"""The statuses whose schema is read first."""


@dataclass(frozen=True)
class ErrorShape:
    """Where the parts of an error are, as locations in the response.

    Attributes:
        message: what people read; None if there is none.
        code: what programs read; None if there is none.
        details: a list or an object with details.
        request_id: the id of the request.
        flag: a boolean that is false in an error with a successful status.
    """

    message: str | None
    code: str | None
    details: str | None = None
    request_id: str | None = None
    flag: str | None = None


@dataclass(frozen=True)
class _Part:
    """A property of an error: its path, its schema, and whether it is a list."""

    steps: tuple[str, ...]
    schema: Mapping[str, Any]

    @property
    def name(self) -> str:
        return folded(self.steps[-1])

    @property
    def above(self) -> tuple[str, ...]:
        return self.steps[:-1]


@dataclass(frozen=True)
class DeclaredErrors:
    """The shapes of an operation's errors.

    Attributes:
        client: the shape of errors of the caller (4XX).
        server: the shape of errors of the vendor (5XX); None if it has no parts.
    """

    client: ErrorShape
    server: ErrorShape | None


def declared_errors(operation: Operation) -> tuple[str, DeclaredErrors] | None:
    """Return the shapes of an operation's errors, and a status that declares them."""
    client, server = _error_statuses(operation)
    found = _common_shape(operation, client or server)
    if found is None:
        return None
    own = [each for each in server if each != "default"] if client else server
    other = _common_shape(operation, own) if own else found
    return found[0], DeclaredErrors(found[1], other[1] if other else None)


def is_server_error_declared(operation: Operation) -> bool:
    """Return whether a response with a body is declared for errors of the vendor."""
    return any(True for _ in operation.responses("5XX"))


def _common_shape(
    operation: Operation, statuses: Sequence[str]
) -> tuple[str, ErrorShape] | None:
    """Return the most common shape of some responses, and a status that declares it."""
    found: dict[ErrorShape, list[str]] = {}
    for status in statuses:
        for schema, example in _schemas(operation, status):
            shape = _shape(operation, status, schema, example)
            if shape is not None:
                found.setdefault(shape, []).append(status)
                break
    if not found:
        return None
    # Of equally common shapes the first one, in the order of the statuses.
    shape = max(found, key=lambda each: len(found[each]))
    return found[shape][0], shape


def _error_statuses(operation: Operation) -> tuple[list[str], list[str]]:
    """Return the statuses of errors of the caller, and of the vendor."""
    declared = [str(each) for each in operation.node.get("responses") or {}]
    client = [each for each in declared if each.startswith("4")]
    client.sort(key=lambda s: _COMMON.index(s.upper()) if s.upper() in _COMMON else 9)
    others = ["default"] if _is_default_error(operation) else []
    return client, others + [each for each in declared if each.startswith("5")]


def _is_default_error(operation: Operation) -> bool:
    """Return whether the response `default` is declared, and is an error."""
    response = (operation.node.get("responses") or {}).get("default")
    if not isinstance(response, dict):
        return False
    media = [base_type(each) for each in response.get("content") or {}]
    is_success = "DEFAULT" in operation.successes
    return not is_success or media == ["application/problem+json"]


def _schemas(operation: Operation, status: str) -> Iterator[tuple[Any, Any]]:
    """Yield each schema of a response, with an example of it or None."""
    response = operation.node["responses"][status]
    content = response.get("content") if isinstance(response, dict) else None
    forms = content if isinstance(content, dict) else {}
    # Errors are often declared with the media type of the success.
    for media in [each for each in forms if is_json(each)] or [*forms]:
        value = forms[media]
        if isinstance(value, dict) and "schema" in value:
            schema = value["schema"]
            is_text = is_json(media) or base_type(media).startswith("text/")
            if is_text or operation.spec.resolve(schema).get("type") != "string":
                yield schema, _example(value)


def _example(media: Mapping[str, Any]) -> Any:
    """Return the first example of a media type; None if there is none."""
    examples = media.get("examples")
    for each in examples.values() if isinstance(examples, dict) else ():
        if isinstance(each, dict):
            return each.get("value")
    return media.get("example")


def _shape(
    operation: Operation, status: str, schema: Any, example: Any
) -> ErrorShape | None:
    spec = operation.spec
    whole = spec.resolve(schema)
    if whole.get("type") == "string":
        return ErrorShape("$response.body", None)
    parts = [*_parts(spec, schema, (), DEPTH)]
    if isinstance(example, dict) and spec.is_open(schema):
        # A schema that allows more than it declares often has a better example.
        known = {each.steps[0] for each in parts}
        parts += (p for p in _exemplified(example) if p.steps[0] not in known)
    message = _best(parts, _MESSAGES, _is_message)
    code = _code(parts, message)
    if message is not None and code is not None and message.steps == code.steps:
        message = None
    if message is None and code is None:
        return None
    return ErrorShape(
        message=_location(message),
        code=_location(code),
        details=_details(parts, message),
        request_id=_first(parts, _REQUEST_IDS) or _header(operation, status),
        flag=_flag(operation, parts),
    )


def _parts(
    spec: Schemas, schema: Any, above: tuple[str, ...], depth: int
) -> Iterator[_Part]:
    """Yield the properties of an error, those of its lists with the index 0."""
    node = spec.resolve(schema)
    if _kinds(node) == {"array"}:
        yield from (
            _parts(spec, node.get("items"), (*above, "0"), depth) if depth else ()
        )
        return
    known: dict[str, Any] = {k: v.schema for k, v in spec.properties(schema).items()}
    inside: list[tuple[tuple[str, ...], Any]] = []
    for name, found in (known or spec.possible_properties(schema)).items():
        resolved = spec.resolve(found)
        yield _Part((*above, name), {**resolved, **_described(found)})
        if depth and _HOLDERS.fullmatch(folded(name)):
            inside.append(((*above, name), found))
    for steps, found in inside:
        yield from _parts(spec, found, steps, depth - 1)


def _exemplified(example: Mapping[str, Any]) -> Iterator[_Part]:
    """Yield the texts and numbers in an example, those of objects in it, too."""
    for name, value in example.items():
        if isinstance(value, str):
            words = {} if " " in value else {"enum": [value]}
            yield _Part((str(name),), {"type": "string", **words})
        elif isinstance(value, int) and not isinstance(value, bool):
            yield _Part((str(name),), {"type": "integer"})


def _described(node: Any) -> dict[str, Any]:
    return {"description": prose(node)} if prose(node) else {}


def _best(parts: Sequence[_Part], names: Sequence[str], is_one: Any) -> _Part | None:
    """Return the part with the best name at the lowest depth."""
    fitting = [each for each in parts if each.name in names and is_one(each)]
    return min(fitting, key=lambda e: (len(e.steps), names.index(e.name)), default=None)


def _is_message(part: _Part) -> bool:
    kinds = _kinds(part.schema) - {"null"}
    if "properties" in part.schema or _is_enumerated(part):
        return False
    return not kinds or kinds == {"string"}


def _is_enumerated(part: _Part) -> bool:
    """Return whether a value is one of a few words, unlike text for people."""
    values = part.schema.get("enum", [part.schema.get("const")])
    is_fixed = "enum" in part.schema or "const" in part.schema
    return is_fixed and not any(" " in str(each) for each in values)


def _is_code(part: _Part) -> bool:
    kinds = _kinds(part.schema) - {"null"}
    if "properties" in part.schema:
        return False
    return not kinds or kinds <= {"string", "integer", "number"}


def _code(parts: Sequence[_Part], message: _Part | None) -> _Part | None:
    """Return the code: next to the message if there is one, otherwise elsewhere."""
    fitting = [
        each
        for each in parts
        if each.name in _CODES and _is_code(each) and not _is_same(each, message)
    ]
    if message is not None:
        near = [each for each in fitting if each.above == message.above]
        below = [e for e in fitting if e.above[: len(message.above)] == message.above]
        over = [e for e in fitting if e.above == message.above[: len(e.above)]]
        clear = [e for e in over if _is_enumerated(e) or "code" in e.name]
        fitting = near or below or clear
    return min(fitting, key=lambda e: _CODES.index(e.name), default=None)


def _is_same(part: _Part, message: _Part | None) -> bool:
    if message is None or part.steps != message.steps:
        return False
    return "enum" not in part.schema


def _details(parts: Sequence[_Part], message: _Part | None) -> str | None:
    above = message.above if message is not None else ()
    for each in parts:
        is_structured = _kinds(each.schema) & {"array", "object"}
        is_near = each.above == above and "0" not in each.steps
        if is_near and is_structured and _DETAILS.fullmatch(each.name):
            return _location(each)
    return None


def _first(parts: Sequence[_Part], pattern: re.Pattern[str]) -> str | None:
    for each in parts:
        if pattern.fullmatch(each.name) and _is_code(each) and "0" not in each.steps:
            return _location(each)
    return None


def _header(operation: Operation, status: str) -> str | None:
    declared = operation.node["responses"][status].get("headers") or {}
    for name in declared:
        if _REQUEST_IDS.fullmatch(folded(name)):
            return f"$response.header.{name}"
    return None


def _flag(operation: Operation, parts: Sequence[_Part]) -> str | None:
    """Return a boolean that is false in errors and true in successes."""
    success = operation.success
    known = operation.spec.properties(success[1]) if success else {}
    for each in parts:
        if len(each.steps) == 1 and _FLAGS.fullmatch(each.name):
            values = each.schema.get("enum", [each.schema.get("const")])
            if values == [False] and each.steps[0] in known:
                return _location(each)
    return None


def _location(part: _Part | None) -> str | None:
    return None if part is None else f"$response.body#{json_pointer(part.steps)}"


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else {*found}
