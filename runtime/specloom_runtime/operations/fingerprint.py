"""Compute a digest of an operation's arguments, to detect different arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.secrets import Secret
from ..http.request_draft import RequestDraft
from ..serialization.scalars import text

DIGEST = 8
"""Bytes of a digest."""


def fingerprint(draft: RequestDraft, page_size: int | None = None) -> str:
    """Return a digest of an operation and its arguments, without credentials.

    The digest is the same in all processes, and the order of the arguments does not
    matter. Raises RequestError for a value that contains itself.
    """
    values = (
        draft.method,
        draft.path,
        draft.path_values,
        draft.query,
        draft.headers,
        draft.cookies,
        (draft.body, draft.extra_body) if draft.extra_body else draft.body,
        page_size if draft.align is None else (page_size, draft.align),
        *([draft.recheck.exact] if draft.recheck else ()),
    )
    try:
        data = json.dumps(_plain(values), sort_keys=True).encode()
    except RecursionError:
        problem = "an argument contains itself, or is nested too deeply"
        raise RequestError(problem) from None
    return blake2b(data, digest_size=DIGEST).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_unset=True, warnings="none")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Set):
        return sorted(json.dumps(_plain(item), sort_keys=True) for item in value)
    if isinstance(value, Secret):
        return None
    try:
        return text(value)
    except RequestError:
        return repr(value)
