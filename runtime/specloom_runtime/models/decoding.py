"""Decode the body of a response into the result.

A body is parsed directly into the model. If it deviates from the description, it is
decoded again, leniently. A body that cannot be read is an error; a deviation is
reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from enum import Enum
from functools import cached_property, partial
from itertools import chain
from typing import Any, Generic, NamedTuple, NoReturn, Protocol, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from ..core.body_text import body_text, charset_of
from ..core.deep_stack import deeper_if_needed
from ..core.events import DeviationKind
from ..core.responses import Response
from ..core.shown_text import shown
from .decimals import holds_decimals, with_all_digits
from .decode_context import DecodeContext
from .findings import MISSING, Finding, Rule
from .json_parsing import Members, check_range
from .lenient_decoding import TypeMismatch, build_leniently
from .model import is_model, type_adapter, unknown_members
from .partial_validators import PartialValidator
from .row_plan import RowPlan
from .undeclared_parts import find_undeclared
from .workload import Choices, Workload, choices_in

T = TypeVar("T")

LARGE = 64 * 1024
"""The size in bytes from which a body is not searched for repeated names."""
NUMBER = 20
"""The most characters of a number in an error."""

FRACTION = re.compile(rb"[:,\[]\s*-?[0-9]+[.eE]")
"""A number with a fraction or an exponent, perhaps in a string."""


class Decoder(Generic[T]):
    """The type that a response is decoded to.

    `validator` is replaced when a response needs models that it does not contain.
    """

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        self.validator = PartialValidator[T](kind)

    @cached_property
    def adapter(self) -> TypeAdapter[T]:
        """The pydantic adapter of the whole type."""
        return type_adapter(self.kind)

    @cached_property
    def choices(self) -> Choices:
        """The unions in the whole type."""
        return choices_in(self.kind)

    @cached_property
    def has_decimals(self) -> bool:
        """Whether a value of the whole type can contain a Decimal."""
        return holds_decimals(self.kind)

    @cached_property
    def rows(self) -> RowPlan:
        """The plan for plain data of the type, without models."""
        return RowPlan(self.kind)


class _Decoded(NamedTuple, Generic[T]):
    """The value of a body.

    Attributes:
        value: the value.
        findings: the deviations that pydantic does not accept.
        types: what has decoded it; all types in the value are in this.
        is_direct: whether pydantic has accepted the whole body at once.
    """

    value: T
    findings: list[Finding]
    types: PartialValidator[T] | Decoder[T]
    is_direct: bool


class Decode(Protocol):
    """A function that decodes the body of a response."""

    def __call__(
        self, decoder: Decoder[Any] | None, response: Response, context: DecodeContext
    ) -> Any:
        """Return the result of a response; None if there is no decoder."""


def decode(
    decoder: Decoder[T] | None, response: Response, context: DecodeContext
) -> T | None:
    """Return the result of a response; None if there is no decoder.

    Raises DecodeError if the body cannot be read as the expected type, and for any
    deviation if `strict` is set, except undeclared properties.
    """
    return decode_body(decoder, response, context, _model)


def decode_body(
    decoder: Decoder[T] | None,
    response: Response,
    context: DecodeContext,
    read: Callable[[Decoder[T], bytes, Response, DecodeContext], T],
) -> T | None:
    """Return the result of a response, whose JSON `read` decodes.

    Raises DecodeError for a body without a result, and for text that is not JSON.
    """
    if decoder is None:
        return None
    kind = decoder.kind
    if kind is bytes:
        return response.body  # type: ignore[return-value]  # T is bytes here
    is_text = kind is str and not _is_json(response.media or context.accept)
    if response.status in (204, 205) or not (response.body or is_text):
        return _nothing(decoder, response, context)
    body = _utf8(response, context)
    if is_text:
        return body.decode()  # type: ignore[return-value]  # T is str here
    if context.strict or len(body) < LARGE:
        _check_names(body, response, context)
    return read(decoder, body, response, context)


def _model(
    decoder: Decoder[T], body: bytes, response: Response, context: DecodeContext
) -> T:
    """Return the decoded body, and report its deviations."""
    if _names_a_constant(body):
        _check_numbers(body, response, context)
    members: list[Enum] = []
    token = unknown_members.set(members)
    try:
        value, findings, types, is_direct = _value(
            decoder, body, members, response, context
        )
    finally:
        unknown_members.reset(token)
    if types.has_decimals and FRACTION.search(body):
        value = with_all_digits(value, body)
    reports = context.report is not None
    # Members can be created several times for one value, or for none in the result.
    is_exact = bool(members) and is_direct and not types.choices.exist
    if is_exact and not (reports or context.strict):
        context.count_values(members)
    elif members or reports:
        undeclared = find_undeclared(value, decoder.kind, members, properties=reports)
        context.report_findings(chain(findings, undeclared), response)
    elif findings:
        context.report_findings(findings, response)
    return value


def _value(
    decoder: Decoder[T],
    body: bytes,
    members: list[Enum],
    response: Response,
    context: DecodeContext,
) -> _Decoded[T]:
    """Return the decoded body; `members` are those that decoding creates."""
    data = None
    # Another thread can replace the validator of the decoder at any time.
    validator = decoder.validator
    if validator.choices.branching > 1:
        with suppress(ValueError):
            data = from_json(body)
        if Workload(data, validator.choices.branching).is_excessive(data):
            value, findings = decode_leniently(
                decoder, data, response, context, is_invalid=False
            )
            return _Decoded(value, findings, decoder, is_direct=False)
    needed: set[type[BaseModel]] = set()
    # A context costs time in each validator that is a function.
    wanted = needed if validator.left_out else None
    try:
        value = validator.adapter.validate_json(
            body, strict=True, by_alias=True, by_name=False, context=wanted
        )
    except ValidationError as error:
        if not needed:
            return _deviating(decoder, body, error, response, context)
    else:
        if not needed:
            return _Decoded(value, [], validator, is_direct=True)
    # An alternative of a union that was not used can also need models.
    decoder.validator = validator.including(needed)
    members.clear()
    return _value(decoder, body, members, response, context)


def _deviating(
    decoder: Decoder[T],
    body: bytes,
    error: ValidationError,
    response: Response,
    context: DecodeContext,
) -> _Decoded[T]:
    """Return the value of a body that pydantic does not accept, and the deviations."""
    if error.error_count() == 1:
        (problem,) = error.errors(include_url=False, include_input=False)
        if problem["type"] == "json_invalid":
            context.fail(unreadable(response, str(problem["msg"])), response)
    _check_range(body, response, context)
    data = from_json(body)
    value, findings = decode_leniently(decoder, data, response, context)
    is_alone = is_model(decoder.kind) and _is_flat(data)
    types = decoder.validator if is_alone else decoder
    return _Decoded(value, findings, types, is_direct=False)


def decode_leniently(
    decoder: Decoder[T],
    data: Any,
    response: Response,
    context: DecodeContext,
    *,
    is_invalid: bool = True,
) -> tuple[T, list[Finding]]:
    """Decode a body again, member by member.

    The model parser stops at the first error and keeps nothing, so a single unexpected
    value would discard the whole page. Only deviating responses are parsed twice.
    """
    # Values inside the data can need models that the validator does not contain.
    choices = (decoder.validator if _is_flat(data) else decoder).choices
    build = partial(
        build_leniently,
        decoder.kind,
        data,
        schema=context.body_schema(decoder.kind, response),
        branching=choices.branching,
        is_invalid=is_invalid,
    )
    try:
        # The thread with a large stack has the context that gathers unknown members.
        return deeper_if_needed(partial(copy_context().run, build))()
    except TypeMismatch as mismatch:
        context.fail_for(mismatch.finding, response)


def _is_flat(data: Any) -> bool:
    """Return whether data contains no object or list inside it."""
    inside = data.values() if isinstance(data, dict) else data
    return not isinstance(data, dict | list) or not any(
        isinstance(each, dict | list) for each in inside
    )


def _nothing(
    decoder: Decoder[T], response: Response, context: DecodeContext
) -> T | None:
    """Return the result for an empty body: that of null, or None if null is not valid.

    If null is not valid, an empty body is an error, except with status 204 or 205. Such
    a body is always empty, and an error would hide that the request succeeded.
    """
    with suppress(ValidationError):
        return decoder.validator.adapter.validate_python(None)
    if response.status not in (204, 205):
        context.fail("the response is empty", response)
    schema = context.body_schema(decoder.kind, response)
    missing = DeviationKind.MISSING
    context.report_findings(
        [Finding(Rule(missing, schema, "a body"), None, MISSING)], response
    )
    return None


def _utf8(response: Response, context: DecodeContext) -> bytes:
    """Return the body as UTF-8 without BOM.

    Raises DecodeError for an invalid charset.
    """
    try:
        content_type = response.headers.get("content-type", "")
        if response.body.isascii() and charset_of(b"", content_type) == "utf-8":
            return response.body  # Most large bodies; they are not copied.
        return body_text(response.body, content_type).encode()
    except ValueError as error:
        context.fail(str(error), response)


def _names_a_constant(body: bytes) -> bool:
    """Return whether a body contains the name of a number that JSON does not have.

    It is searched from the end: CPython does that several times as fast.
    """
    return body.rfind(b"NaN") >= 0 or body.rfind(b"Infinity") >= 0


def _check_numbers(body: bytes, response: Response, context: DecodeContext) -> None:
    """Raise DecodeError for NaN and Infinity, which parsers often accept in JSON."""
    try:
        from_json(body, allow_inf_nan=False)
    except ValueError as error:
        context.fail(unreadable(response, str(error)), response)


def _check_names(body: bytes, response: Response, context: DecodeContext) -> None:
    """Raise DecodeError for an object with a repeated name.

    The model parser would silently use the last value. The check parses the body a
    second time, so large pages are checked only if `strict` is set.
    """
    objects: list[Members] = []
    _check_range(body, response, context, objects.append)
    for members in objects:
        if len(dict(members)) < len(members):
            counts = Counter(name for name, _ in members)
            twice = next(name for name, count in counts.items() if count > 1)
            problem = f"{twice} stands twice in one object"
            context.fail(unreadable(response, problem), response)


def _check_range(
    body: bytes,
    response: Response,
    context: DecodeContext,
    keep: Callable[[Members], Any] | None = None,
) -> None:
    """Raise DecodeError for a number that a float cannot represent, such as 1e400.

    Parsers read it as infinity. `keep` receives the members of each object.
    """
    try:
        check_range(body, keep)
    except OverflowError as error:
        fail_for_number(str(error), response, context)
    except (ValueError, RecursionError):
        return  # Invalid JSON: the model parser reports it with a better message.


def fail_for_number(text: str, response: Response, context: DecodeContext) -> NoReturn:
    """Raise DecodeError for a number that a float cannot represent."""
    number = shown(context.redactor.text(text), NUMBER)
    problem = f"the number {number} is out of range"
    context.fail(unreadable(response, problem), response)


def _is_json(media: str) -> bool:
    return media in ("application/json", "text/json", "") or media.endswith("+json")


def unreadable(response: Response, message: str) -> str:
    """Return the message about a body that is not JSON."""
    if _is_json(response.media):
        return f"the body is not JSON: {message}"
    return f"unexpected content type {response.media}"
