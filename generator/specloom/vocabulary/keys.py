"""The names of the `x-specloom-*` keys: no other module spells one.

A test holds the list against the YAML files next to this module, which say where each
key may stand and what it may hold.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "x-specloom"
PREFIX: Final = "x-specloom-"

ABSENT: Final = "x-specloom-absent"
AUTH: Final = "x-specloom-auth"
BECAUSE: Final = "x-specloom-because"
CHUNK: Final = "x-specloom-chunk"
CONCURRENCY: Final = "x-specloom-concurrency"
ERRORS: Final = "x-specloom-errors"
FILTER: Final = "x-specloom-filter"
IDEMPOTENCY: Final = "x-specloom-idempotency"
METHODS: Final = "x-specloom-methods"
NAME: Final = "x-specloom-name"
OPTIONAL: Final = "x-specloom-optional"
PAGINATION: Final = "x-specloom-pagination"
RATE_LIMIT: Final = "x-specloom-rate-limit"
REQUIRE: Final = "x-specloom-require"
RETRY: Final = "x-specloom-retry"
RULES: Final = "x-specloom-rules"
SKIP: Final = "x-specloom-skip"
SORT: Final = "x-specloom-sort"
STREAM: Final = "x-specloom-stream"
UNIT: Final = "x-specloom-unit"
WINDOW: Final = "x-specloom-window"

SHARED: Final = "x-specloom-shared"
"""Not a key: the file of the parts that several keys' schemas share."""


def is_foreign(key: str) -> bool:
    """Return whether a member is an extension of another tool."""
    return key.startswith("x-") and not key.startswith(VERSION)
