"""Warn about deprecated operations and arguments, at the line of the caller."""

from __future__ import annotations

import inspect
import warnings
from contextvars import Context, ContextVar, copy_context
from types import FrameType

from ..core.unset import UNSET
from ..http.request_draft import RequestDraft
from .base_operation import OperationBase

OWN = __name__.partition(".")[0]
_noted: ContextVar[tuple[str, int, str | None] | None] = ContextVar(
    "noted", default=None
)
"""The caller's file, line and module, for threads and tasks that work for it."""


def warn_deprecated(operation: OperationBase, draft: RequestDraft) -> None:
    """Warn, at the caller's line, if an operation or its argument is deprecated."""
    if operation.deprecated is True:
        warn_caller(f"{operation.wire} is deprecated")
        return
    for location in operation.deprecated:
        if draft.get(location) is not UNSET:
            name = operation.argument(location)
            warn_caller(f"{name} of {operation.wire} is deprecated")


def warn_caller(message: str) -> None:
    """Issue a DeprecationWarning at the line of the caller."""
    if (noted := _noted.get()) is not None:
        warnings.warn_explicit(message, DeprecationWarning, *noted)
        return
    _, level = _caller()
    # Where the interpreter has no frames, the warning names the runtime's own line.
    warnings.warn(message, DeprecationWarning, stacklevel=level)


def context_of_caller() -> Context:
    """Return a copy of the context, for a thread or task that works for the caller.

    Warnings in this context are issued at the present line of the caller.
    """
    context = copy_context()
    frame, _ = _caller()
    if frame is not None:
        place = (
            frame.f_code.co_filename,
            frame.f_lineno,
            frame.f_globals.get("__name__"),
        )
        context.run(_noted.set, place)
    return context


def _caller() -> tuple[FrameType | None, int]:
    """Return the first frame outside the runtime and resources, and its stack level."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and frame.f_back is not None and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    return frame, level


def _is_ours(frame: FrameType) -> bool:
    # A task is run by asyncio, not by the line that created it.
    top = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    if top in (OWN, "asyncio"):
        return True
    return hasattr(frame.f_locals.get("self"), "_call")
