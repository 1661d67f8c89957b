"""Warnings about deprecated operations and arguments."""

from __future__ import annotations

import inspect
import warnings
from types import FrameType

from ..core.unset import UNSET
from ..http.locations import display_name
from ..http.request_draft import RequestDraft
from .operation import OperationBase

OWN = __name__.partition(".")[0]


def warn_deprecated(operation: OperationBase, draft: RequestDraft) -> None:
    """Warn, at the caller's line, about a deprecated operation or argument."""
    if operation.deprecated is True:
        _warn(f"{operation.wire} is deprecated")
        return
    for location in operation.deprecated:
        if draft.get(location) is not UNSET:
            _warn(f"{display_name(location)} of {operation.wire} is deprecated")


def _warn(message: str) -> None:
    warnings.warn(message, DeprecationWarning, stacklevel=_level())


def _level() -> int:
    """Return the stack level of the first caller outside runtime and resources."""
    frame, level = inspect.currentframe(), 0
    # Where the interpreter has no frames, the warning names the runtime's own line.
    while frame is not None and frame.f_back is not None and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    return level


def _is_ours(frame: FrameType) -> bool:
    if str(frame.f_globals.get("__name__", "")).partition(".")[0] == OWN:
        return True
    return hasattr(frame.f_locals.get("self"), "_call")
