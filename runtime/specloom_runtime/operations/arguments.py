"""Convert arguments to a draft, and a draft to a request.

Between the two steps, pagination, windows and credentials put values into the draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from ..core.clock import SYSTEM, Clock
from ..core.errors import RequestError
from ..core.responses import Headers
from ..core.secrets import Secret
from ..core.unset import NULL, UNSET
from ..filters.conditions import Condition
from ..filters.fields import SortKey
from ..filters.grammar import Filter
from ..http.links import LONGEST, with_query
from ..http.messages import Request
from ..http.request_draft import RequestDraft
from ..http.upload import Upload
from ..pagination.buckets import BucketAlignment
from ..serialization.bodies import Content, encode_body
from ..serialization.model_members import check_date, members_of
from ..serialization.parameters import (
    FORM,
    SIMPLE,
    cookie,
    header,
    path,
    query,
    renamed,
)
from ..serialization.scalars import text
from ..serialization.style import Style
from .argument_rules import check_required
from .base_operation import OperationBase
from .changed_since import Parts
from .deprecation import warn_deprecated
from .filter_recheck import add_recheck
from .intervals import interval_model

Values = Mapping[str, Any]


class CallValues(TypedDict, total=False):
    """The arguments of a call by their destination."""

    path: Values | None
    query: Values | None
    headers: Values | None
    cookies: Values | None
    body: Any
    align: BucketAlignment | None
    changed_since: Any


def build_draft(
    operation: OperationBase,
    *,
    path: Values | None = None,
    query: Values | None = None,
    headers: Values | None = None,
    cookies: Values | None = None,
    body: Any = UNSET,
    align: BucketAlignment | None = None,
    changed_since: Any = None,
    clock: Clock = SYSTEM,
) -> RequestDraft:
    """Put the arguments of a call into a draft, except absent ones.

    Conditions and sort keys are written in the operation's grammar. The end of a range
    that `changed_since` begins is the time of `clock`. Raises RequestError if an
    argument is None or absent that cannot be, and FilterError if the grammar cannot
    express a condition.
    """
    draft = RequestDraft(
        operation.method, operation.path, align=align, argument=operation.argument
    )
    parts: Parts = {"query": query, "header": headers, "body": body}
    closed = _add_changed_since(operation, parts, changed_since, clock)
    query, headers, body = parts.values()
    if (declared := operation.body_type) is not None:
        declared.check(body)
    draft.path_values = dict(path or {})
    draft.query = _rendered(operation, query, "query.")
    draft.headers = _rendered(operation, headers, "header.")
    draft.cookies = _rendered(operation, cookies, "cookie.")
    draft.body = NULL if body is None and "body" in operation.nullable else body
    if isinstance(body, bytes | bytearray) and operation.formats.get("body"):
        draft.body = text(body)  # Base64, as a JSON string.
    if isinstance(body, Mapping):
        draft.body = _rendered(operation, body, "body#/")
    if closed is not None:
        draft.closed_ends, draft.closed_at = (closed,), draft.get(closed)
    if operation.filter is not None:
        add_recheck(operation, operation.filter, draft, (query, headers, body))
    check_required(operation.required, operation.require, draft)
    if operation.deprecated:
        warn_deprecated(operation, draft)
    return draft


def _add_changed_since(
    operation: OperationBase, parts: Parts, value: Any, clock: Clock
) -> str | None:
    """Add `changed_since` to the arguments; return the location of the end it set."""
    since = operation.changed_since
    if since is None:
        return None
    return since.add_to(
        parts,
        value,
        is_interval=since.location in operation.interval_types,
        now=clock.wall,
        name="" if since.field else operation.argument(since.location),
    )


def _rendered(
    operation: OperationBase, values: Values | None, kind: str
) -> dict[str, Any]:
    if not values:
        return {}
    given: dict[str, Any] = {}
    spread: dict[str, Any] = {}
    for name, value in values.items():
        null = kind == "body#/" and name in operation.nullable and value is None
        if operation.filter is not None and _is_spread(operation.filter, value, name):
            if value is not None and value is not UNSET:
                spread = operation.filter.render(value)
        elif null or (value is not None and value is not UNSET):
            location = f"{kind}{name}"
            if kind == "body#/" and operation.formats.get(location) == "date":
                check_date(operation.argument(location), value)
            if (interval := operation.interval_types.get(location)) is not None:
                value = interval_model(operation.argument(location), *interval, value)
            if operation.sort is not None and location == operation.sort.location:
                given |= operation.sort.render(value)
            else:
                given[name] = _written(operation, value, location)
    if twice := sorted(given.keys() & spread.keys()):
        raise RequestError(
            f"{', '.join(operation.argument(kind + n) for n in twice)} given twice: "
            "as an argument and in the filter"
        )
    return {n: value for n, value in (given | spread).items() if value is not UNSET}


def _is_spread(filter_: Filter, value: Any, name: str) -> bool:
    """Return whether an argument is a filter whose conditions are sent separately."""
    return filter_.spreads and (isinstance(value, Condition) or name == "filter")


def _written(operation: OperationBase, value: Any, location: str) -> Any:
    if isinstance(value, Condition) and operation.filter is None:
        raise RequestError(
            f"{operation.argument(location)} does not accept a filter condition"
        )
    if operation.filter is not None and (
        isinstance(value, Condition) or location == operation.filter.location
    ):
        return operation.filter.render(value)
    listed = value if isinstance(value, list | tuple) else (value,)
    if any(isinstance(each, SortKey) for each in listed):
        raise RequestError(f"{operation.argument(location)} does not accept sort keys")
    return value


def build_request(
    operation: OperationBase,
    draft: RequestDraft,
    base: str,
    *,
    headers: Values | None = None,
    nulls: bool = True,
    falses: bool = True,
) -> Request:
    """Build the request to the server at `base`.

    `headers` are those of the client; the operation's headers take precedence. Raises
    RequestError for a value that cannot be serialized.
    """
    content = draft.body
    if draft.extra_body:
        content = {**members_of(content), **draft.extra_body}
    body = _body(operation, content, nulls=nulls, falses=falses)
    fields = {"Accept": operation.accept, **dict(headers or {})}
    if body is not None and isinstance(body[0], Upload) and body[0].size is not None:
        fields["Content-Length"] = str(body[0].size)
    for name, value in draft.headers.items():
        written = _parameter(operation, header, "header", name, value)
        _replace(fields, name, written)
    if body is not None:
        _replace(fields, "Content-Type", body[1])
    if draft.cookies:
        pairs = (
            _parameter(operation, cookie, "cookie", name, value)
            for name, value in draft.cookies.items()
        )
        joined = "; ".join(filter(None, pairs))
        if joined:
            _replace(fields, "Cookie", joined)
    return Request(
        method=operation.method,
        url=_url(operation, draft, base),
        headers=Headers((name, str(value)) for name, value in fields.items()),
        content=body[0] if body else None,
    )


def _replace(fields: dict[str, Any], name: str, value: str) -> None:
    """Replace all headers with the same name by one header at the end."""
    lower = name.lower()
    for same in [known for known in fields if known.lower() == lower]:
        del fields[same]
    fields[name] = value


def _url(operation: OperationBase, draft: RequestDraft, base: str) -> str:
    values = draft.query
    url = draft.url
    if url is None:
        # The text after "#" distinguishes operations in a description; it is not sent.
        template = draft.path.partition("#")[0]
        url = base + path(
            template,
            draft.path_values,
            operation.formats,
            operation.styles,
            operation.argument,
        )
    else:
        # A link to the next page has its own query; only credentials are added to it.
        values = {n: v for n, v in values.items() if isinstance(v, Secret)}
    parts = (
        _parameter(operation, query, "query", name, value)
        for name, value in values.items()
    )
    url = with_query(url, "&".join(filter(None, parts)))
    if len(url) > LONGEST:
        problem = f"{len(url)} characters (at most {LONGEST})"
        raise RequestError(f"the URL is too long with these arguments: {problem}")
    return url


def _parameter(
    operation: OperationBase,
    write: Callable[[str, Any, Style, str | None], str],
    kind: str,
    name: str,
    value: Any,
) -> str:
    """Return a parameter as text; errors have the name of the caller's argument.

    Args:
        operation: the operation.
        write: the function for the part of the request.
        kind: the part of the request.
        name: the name of the parameter in the request.
        value: the value.
    """
    location = f"{kind}.{name}"
    style = operation.styles.get(location, SIMPLE if kind == "header" else FORM)
    try:
        return write(name, value, style, operation.formats.get(location))
    except RequestError as error:
        raise renamed(error, name, operation.argument(location)) from None


def _body(
    operation: OperationBase, content: Any, *, nulls: bool, falses: bool
) -> Content | None:
    """Return the encoded body; errors have the name of the caller's argument."""
    try:
        return encode_body(
            content,
            operation.media,
            nulls=nulls,
            falses=falses,
            styles=operation.styles,
        )
    except RequestError as error:
        name = re.split("[.:]", error.message)[0]
        if not (isinstance(content, Mapping) and name in content):
            raise
        raise renamed(error, name, operation.argument(f"body#/{name}")) from None
