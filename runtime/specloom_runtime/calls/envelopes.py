"""Take the result out of its envelope: one member of a decoded response."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ..core.property_names import wire_name
from ..http.messages import Received
from ..models.decode_context import DecodeContext
from ..operations.operation import OperationBase


def without_envelope(
    operation: OperationBase, received: Received[Any], context: DecodeContext
) -> Received[Any]:
    """Return the member of a result that the operation declares, and its envelope.

    Raises:
        DecodeError: the envelope lacks the member, or the member is null.
    """
    value, names = received.value, []
    for attribute in operation.member.split("."):
        if isinstance(value, BaseModel):
            names.append(wire_name(type(value), attribute))
        else:
            names.append(attribute)
        value = getattr(value, attribute, None)
    if value is None:
        context.fail(f"the response has no {'.'.join(names)}", received.response)
    return Received(value, received.response, envelope=received.value)
