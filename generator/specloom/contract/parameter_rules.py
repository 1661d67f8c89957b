"""The rules about parameters and bodies."""

from __future__ import annotations

from typing import Final

from ..changes import Level
from .reasons import (
    ACCEPTED,
    ADDED,
    ANNOUNCED,
    EXPECTED,
    IGNORED,
    MISSED,
    REJECTED,
    TOO_EARLY,
)

PARAMETER_RULES: Final[tuple[tuple[str, Level, str, str], ...]] = (
    # Parameters.
    (
        "new-required-request-parameter",
        "breaking",
        "{subject} was added, and is required.",
        REJECTED,
    ),
    ("new-optional-request-parameter", "info", "{subject} was added.", ACCEPTED),
    ("request-parameter-removed", "warning", "{subject} was removed.", IGNORED),
    (
        "request-parameter-removed-with-deprecation",
        "info",
        "{subject} was removed; it was deprecated.",
        ANNOUNCED,
    ),
    (
        "request-parameter-removed-before-sunset",
        "breaking",
        "{subject} was removed before its sunset, {before}.",
        TOO_EARLY,
    ),
    (
        "request-parameter-became-required",
        "breaking",
        "{subject} is required now.",
        REJECTED,
    ),
    (
        "request-parameter-became-optional",
        "info",
        "{subject} is no longer required.",
        ACCEPTED,
    ),
    (
        "request-parameter-style-changed",
        "breaking",
        "{subject} is written as {after}; it was written as {before}.",
        REJECTED,
    ),
    (
        "request-parameter-empty-value-forbidden",
        "info",
        "{subject} may no longer be empty.",
        "Few clients send a parameter without a value.",
    ),
    (
        "request-parameter-empty-value-allowed",
        "info",
        "{subject} may now be empty.",
        ACCEPTED,
    ),
    (
        "response-parameter-removed",
        "breaking",
        "{subject} is no longer sent.",
        MISSED,
    ),
    ("response-parameter-added", "info", "{subject} is sent now.", ADDED),
    (
        "response-parameter-became-required",
        "info",
        "{subject} is always sent now.",
        EXPECTED,
    ),
    (
        "response-parameter-became-optional",
        "breaking",
        "{subject} is not always sent any more.",
        MISSED,
    ),
    (
        "response-parameter-style-changed",
        "breaking",
        "{subject} is written as {after}; it was written as {before}.",
        "Clients may not understand it.",
    ),
    (
        "response-parameter-empty-value-forbidden",
        "info",
        "{subject} is no longer empty.",
        EXPECTED,
    ),
    (
        "response-parameter-empty-value-allowed",
        "info",
        "{subject} may now be empty.",
        "Few clients rely on it.",
    ),
    # Bodies.
    (
        "new-required-request-body",
        "breaking",
        "{subject} was added, and is required.",
        REJECTED,
    ),
    ("new-optional-request-body", "info", "{subject} was added.", ACCEPTED),
    ("request-body-removed", "warning", "{subject} was removed.", IGNORED),
    (
        "request-body-became-required",
        "breaking",
        "{subject} is required now.",
        REJECTED,
    ),
    (
        "request-body-became-optional",
        "info",
        "{subject} is no longer required.",
        ACCEPTED,
    ),
    (
        "request-body-media-type-removed",
        "breaking",
        "{subject} may no longer be {value}.",
        REJECTED,
    ),
    (
        "request-body-media-type-added",
        "info",
        "{subject} may now also be {value}.",
        ACCEPTED,
    ),
    (
        "request-body-encoding-changed",
        "breaking",
        "{subject}: the encoding of {value} changed.",
        REJECTED,
    ),
    ("response-body-removed", "breaking", "{subject} is no longer sent.", MISSED),
    ("response-body-added", "info", "{subject} is sent now.", ADDED),
    (
        "response-body-became-required",
        "info",
        "{subject} is always sent now.",
        EXPECTED,
    ),
    (
        "response-body-became-optional",
        "breaking",
        "{subject} is not always sent any more.",
        MISSED,
    ),
    (
        "response-media-type-removed",
        "breaking",
        "{subject} is no longer sent as {value}.",
        MISSED,
    ),
    (
        "response-media-type-added",
        "info",
        "{subject} may now also be sent as {value}.",
        "Clients say which media types they accept.",
    ),
    (
        "response-body-encoding-changed",
        "breaking",
        "{subject}: the encoding of {value} changed.",
        "Clients may not understand it.",
    ),
)
"""For each rule, the id, the level, the sentence, and the reason for the level."""
