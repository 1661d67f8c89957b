"""Decode the body of a response into plain data, without models.

The data is not validated. Properties have the names of the models' attributes, and the
values that JSON has no type for are decoded as declared.
"""

from __future__ import annotations

from contextvars import copy_context
from functools import partial
from typing import Any

from ..core.deep_stack import deeper_if_needed
from ..core.responses import Response
from .decimals import exact_data
from .decode_context import DecodeContext
from .decoding import (
    FRACTION,
    Decoder,
    decode_body,
    decode_leniently,
    fail_for_number,
    unreadable,
)
from .findings import Finding
from .json_parsing import parse_json
from .row_parts import as_plain


def decode_rows(
    decoder: Decoder[Any] | None, response: Response, context: DecodeContext
) -> Any:
    """Return the body of a response as plain data; None if there is no decoder.

    Raises DecodeError if the body cannot be read, or has another type than declared,
    such as a list instead of an object. With `strict`, it is also raised for a value
    that cannot be decoded as declared.
    """
    return decode_body(decoder, response, context, _rows)


def _rows(
    decoder: Decoder[Any], body: bytes, response: Response, context: DecodeContext
) -> Any:
    # A thread with a large stack needs the context of the caller.
    read = partial(_read, decoder, body, response, context)
    value, findings = deeper_if_needed(partial(copy_context().run, read))()
    if findings:
        context.report_findings(findings, response)
    return value


def _read(
    decoder: Decoder[Any], body: bytes, response: Response, context: DecodeContext
) -> tuple[Any, list[Finding]]:
    plan = decoder.rows
    try:
        data = parse_json(body)
    except OverflowError as error:
        fail_for_number(str(error), response, context)
    except ValueError as error:
        context.fail(unreadable(response, str(error)), response)
    if not plan.fits(data):
        value, findings = decode_leniently(decoder, data, response, context)
        return as_plain(value), findings
    is_exact = decoder.has_decimals and FRACTION.search(body)
    return plan.read(data, exact_data(body) if is_exact else data)
