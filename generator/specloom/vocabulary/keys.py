"""The names of the `x-specloom-*` keys; no other module contains these names.

A test compares the list with the YAML files next to this module, which define the
allowed places and the values of each key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VERSION: Final = "x-specloom"
PREFIX: Final = "x-specloom-"
VOCABULARY_VERSION: Final = 2

ADDITIONAL_OPERATIONS: Final = "x-specloom-additional-operations"
ALIAS: Final = "x-specloom-alias"
ALLOW_NO_MATCH: Final = "x-specloom-allow-no-match"
ALWAYS_RETURNED: Final = "x-specloom-always-returned"
ARGUMENT_RULES: Final = "x-specloom-argument-rules"
AUTH: Final = "x-specloom-auth"
CHANGED_SINCE: Final = "x-specloom-changed-since"
CHUNK: Final = "x-specloom-chunk"
ERRORS: Final = "x-specloom-errors"
EXCLUDE: Final = "x-specloom-exclude"
FILTER: Final = "x-specloom-filter"
FILTER_FORMATS: Final = "x-specloom-filter-formats"
IDEMPOTENCY: Final = "x-specloom-idempotency"
NAME: Final = "x-specloom-name"
NULL_HANDLING: Final = "x-specloom-null-handling"
OPTIMISTIC_LOCK: Final = "x-specloom-optimistic-lock"
PAGINATION: Final = "x-specloom-pagination"
PROPERTY_NAMES: Final = "x-specloom-property-names"
PROVENANCE: Final = "x-specloom-provenance"
RATE_LIMIT: Final = "x-specloom-rate-limit"
REQUIRED: Final = "x-specloom-required"
RESULT: Final = "x-specloom-result"
RETRY: Final = "x-specloom-retry"
RULES: Final = "x-specloom-rules"
SORT: Final = "x-specloom-sort"
STREAM: Final = "x-specloom-stream"
UNIT: Final = "x-specloom-unit"
VIEW_OF: Final = "x-specloom-view-of"
WINDOW: Final = "x-specloom-window"

WITH_SCHEMES: Final = (AUTH, PAGINATION, WINDOW, FILTER, SORT)
"""Keys by which an operation refers to a scheme at the root."""
DEFAULTED: Final = (ERRORS, RETRY, RATE_LIMIT, IDEMPOTENCY, NULL_HANDLING)
"""Keys whose scheme `default` applies to all operations without the key."""
OF_PROPERTIES: Final = (
    ALWAYS_RETURNED,
    FILTER,
    FILTER_FORMATS,
    NAME,
    NULL_HANDLING,
    SORT,
)
"""Keys that are allowed only on schemas of properties, not of components."""
DERIVED: Final = frozenset({VIEW_OF})
"""Keys that only normalization sets; an overlay cannot use them."""
ENUM_NAMES: Final = "x-enum-varnames"
ENUM_DESCRIPTIONS: Final = "x-enum-descriptions"
"""Keys of other tools next to `enum`, whose lists have one item for each value."""
SHARED: Final = "x-specloom-shared"
"""The file with the parts that several keys' schemas share; this is not a key."""

RENAMED: Final[Mapping[str, str]] = {
    "x-specloom-absent": NULL_HANDLING,
    "x-specloom-because": PROVENANCE,
    "x-specloom-concurrency": OPTIMISTIC_LOCK,
    "x-specloom-methods": ADDITIONAL_OPERATIONS,
    "x-specloom-optional": ALLOW_NO_MATCH,
    "x-specloom-require": f"{ARGUMENT_RULES} or {REQUIRED}",
    "x-specloom-skip": EXCLUDE,
}
"""For each key of version 1 that was renamed, the new name, used in messages."""
RENAMED_MEMBERS: Final[Mapping[str, str]] = {
    "any-of": "at-least-one",
    "at": "location",
    "caps": "limits",
    "lasts": "expires-in",
    "lifetime": "default-lifetime",
    "means": "absent-means",
    "null": "write-null",
    "of": "schema",
    "seen": "checked",
    "stop": "end-when",
    "where": "source",
    "why": "reason",
}
"""For each member of version 1 that was renamed, the new name."""


def is_foreign(key: str) -> bool:
    """Return whether a member is an extension for another tool."""
    return key.startswith("x-") and not key.startswith(VERSION)
