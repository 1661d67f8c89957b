"""The texts of all notes."""

from __future__ import annotations

from enum import unique

from ..messages import Template


@unique
class Note(Template):
    """The notes about what a valid description does not declare, and what to do."""

    PAGINATION_PARAMETER = (
        '{operation} has the query parameter "{name}" but declares no '
        "pagination (set {key}; use false if everything is returned at once)"
    )
    NEXT_PAGE_PROPERTY = (
        '{operation} returns "{name}" but declares no pagination '
        "(set {key}; use false if everything is returned at once)"
    )
    UNPAGED_LIST = (
        "{operation} returns a list but declares no pagination "
        "(set {key}; use false if everything is returned at once)"
    )
    FIRST_PAGE_UNSET = (
        "{operation} does not declare the number of its first page, so 0 is used "
        "(set first in {key}; use 1 if the vendor counts from 1)"
    )
    RANGE_WITHOUT_WINDOW = (
        '{operation} has the range "{start}" to "{end}" but no window '
        "(set {key}; use false if a range may have any length)"
    )
    NO_MAIN_LIST = (
        'no operation of resource "{resource}" is named list, although it has {count} '
        "with pagination: {names} (set {key} to {resource}.list for the main one, and "
        "{alias} to its other name)"
    )
    NO_EDIT = (
        '{operation} declares {key}, but resource "{resource}" has no method edit: '
        "{reason}"
    )
    UNUSED_SCHEME = (
        'the scheme "{name}" of {key} is not used (refer to it by name, or remove it)'
    )
    NO_SECURITY = (
        "{count} of {total} operations, such as {operation}, send no credentials, but "
        "there are security schemes: {known} (set security; use [] if the "
        "operations are public)"
    )
    NO_SERVER = (
        "no server is declared (add one to servers, or pass base_url to the client)"
    )
    RELATIVE_SERVER = (
        'the server "{url}" is relative (expected an absolute URL; or pass base_url to '
        "the client)"
    )
    UNDESCRIBED_OPERATION = (
        "{count} of {total} operations, such as {operation}, have neither summary nor "
        "description (add one: it becomes the docstring of the method)"
    )
    UNDESCRIBED_PARAMETER = (
        '{count} of {total} parameters, such as "{name}" of {operation}, have no '
        "description (add one: it is printed in the docstring)"
    )
    NO_OPERATION_ID = (
        "{count} of {total} operations, such as {operation}, have no operationId, so "
        "the names of their methods are derived from their paths (add one in the "
        "overlay, with {key} to keep the name)"
    )
    LONG_RESOURCE = (
        'resource "{resource}" has {count} operations, which make one long file '
        "(divide them into several resources in the overlay, with {key})"
    )
    NO_ERROR_RULES = (
        "no error rules are declared, so errors lack the vendor's code and message "
        "(set {key})"
    )
    NO_RATE_LIMIT = (
        "no rate limit is declared, so the client does not slow down until the vendor "
        "rejects a request (set {key} if the vendor documents a limit)"
    )
    POST_WITHOUT_RETRY = (
        "{count} of {total} POST operations, such as {operation}, are not retried "
        "after a failure (set {idempotency} if the vendor accepts idempotency keys, or "
        "{retry} if the operations only read data)"
    )
    NO_429_RESPONSE = (
        "{count} of {total} operations, such as {operation}, declare no response for "
        "status 429 (add it if the vendor limits the rate)"
    )
    CONTRADICTING_EXAMPLE = (
        "the example of {subject} contradicts its schema{place}: {problem} (the schema "
        "is at {schema}; change it in the overlay if the vendor behaves like the "
        "example, or else correct the example there)"
    )
    NO_RETRY_AFTER = (
        "{count} of {total} responses with status {status}, such as that of "
        "{operation}, declare no Retry-After header (add it if the vendor sends one)"
    )
