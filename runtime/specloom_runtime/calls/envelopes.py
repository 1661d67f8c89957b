"""Take the result out of its envelope: one member of a decoded response."""

from __future__ import annotations

from functools import reduce
from typing import Any, get_origin

from pydantic import BaseModel

from ..core.property_names import wire_name
from ..core.unset import UNSET, is_absent
from ..http.messages import Received
from ..models.decode_context import DecodeContext
from ..models.findings import Trail
from ..models.lenient_decoding import TypeMismatch, build_leniently
from ..operations.operation import Operation
from ..operations.result_types import plain_type


def without_envelope(
    operation: Operation[Any], received: Received[Any], context: DecodeContext
) -> Received[Any]:
    """Return the member of a result that the operation declares, and its envelope.

    As in pages, a list that the envelope lacks is empty.

    Raises:
        DecodeError: the envelope lacks the member, or the member is null or of another
            type than declared.
    """
    value, names = received.value, []
    for attribute in operation.member.split("."):
        if value is None:
            break
        if isinstance(value, BaseModel):
            names.append(wire_name(type(value), attribute))
            value = getattr(value, attribute, None)
        else:
            names.append(attribute)
            value = UNSET
    if value is None and get_origin(plain_type(operation.result)) is list:
        value = []
    if is_absent(value):
        context.fail(f"the response has no {'.'.join(names)}", received.response)
    if not isinstance(value, BaseModel):
        try:
            # Items were decoded with the envelope; only the list itself is checked.
            part = [] if isinstance(value, list) else value
            build_leniently(plain_type(operation.result), part)
        except TypeMismatch as mismatch:
            trail = reduce(_step, names, None)
            finding = mismatch.finding._replace(trail=trail)
            context.fail_for(finding, received.response)
    return Received(value, received.response, envelope=received.value)


def _step(trail: Trail, name: str) -> Trail:
    return trail, name
