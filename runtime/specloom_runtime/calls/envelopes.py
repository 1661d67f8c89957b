"""Take the result out of its envelope: one member of a decoded response."""

from __future__ import annotations

from typing import Any, get_origin

from pydantic import BaseModel

from ..core.property_names import wire_name
from ..core.unset import UNSET, is_absent
from ..http.messages import Received
from ..models.decode_context import DecodeContext
from ..operations.operation import Operation


def without_envelope(
    operation: Operation[Any], received: Received[Any], context: DecodeContext
) -> Received[Any]:
    """Return the member of a result that the operation declares, and its envelope.

    As in pages, a list that the envelope lacks is empty.

    Raises:
        DecodeError: the envelope lacks the member, or the member is null.
    """
    value, names = received.value, []
    for attribute in operation.member.split("."):
        if value is None:
            break
        is_model = isinstance(value, BaseModel)
        names.append(wire_name(type(value), attribute) if is_model else attribute)
        value = getattr(value, attribute, None) if is_model else UNSET
    if value is None and get_origin(operation.result) is list:
        value = []
    if is_absent(value):
        context.fail(f"the response has no {'.'.join(names)}", received.response)
    return Received(value, received.response, envelope=received.value)
