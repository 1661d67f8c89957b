"""The exceptions of the runtime, and which status causes which."""

from __future__ import annotations

import inspect

import specloom_runtime
from specloom_runtime.calls.error_rules import BY_NAME, BY_STATUS, error_class

from .markdown import code, page, plain, table

INTRODUCTION = """\
Every exception of a call is a `SpecloomError`, so one `except` catches all of them.
An `ApiError` is a response of the vendor: it has `status`, `code`, `message`,
`details`, `request_id` and `retry_after`. All other exceptions were raised on this
side. No text of an exception contains a credential. Their attributes are in the [API
reference](runtime/exceptions.md)."""
STATUSES = """\
The status of a response decides the class, unless an error rule of the description
([`x-specloom-errors`](keys/failures.md#x-specloom-errors)) names another. The word
is how `class` of such a rule names it."""


def pages() -> dict[str, str]:
    """Return the page of all exceptions."""
    public = [getattr(specloom_runtime, name) for name in specloom_runtime.__all__]
    errors = [
        each
        for each in public
        if isinstance(each, type) and issubclass(each, specloom_runtime.SpecloomError)
    ]
    root = specloom_runtime.SpecloomError
    order = sorted(errors, key=lambda e: [c.__name__ for c in e.__mro__[::-1]])
    words = {kind: word for word, kind in BY_NAME.items()}
    statuses = [
        (str(status), code(kind.__name__), code(words.get(kind, "")))
        for status, kind in sorted(BY_STATUS.items())
    ]
    statuses += [
        (others, code(error_class(status).__name__), code(words[error_class(status)]))
        for others, status in (("another 4xx", 499), ("5xx", 500))
    ]
    statuses.append(("3xx", code(error_class(300).__name__), ""))
    parts = [_section(each) for each in order if each is not root]
    return {
        "errors.md": page(
            "Exceptions of clients",
            INTRODUCTION,
            "## Statuses",
            STATUSES,
            table(("status", "exception", "word"), statuses),
            *parts,
        )
    }


def _section(kind: type[Exception]) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    base = kind.__bases__[0].__name__
    first, _, rest = text.partition("\n\n")
    retry = rest.split("\n\n")[0] if rest and "Attributes:" not in rest else ""
    return "\n\n".join(
        part
        for part in (
            f"## {kind.__name__}",
            plain(first),
            plain(retry),
            f"Base class: `{base}`.",
        )
        if part
    )
