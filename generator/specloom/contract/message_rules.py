"""The rules about responses, headers and properties."""

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

MESSAGE_RULES: Final[tuple[tuple[str, Level, str, str], ...]] = (
    # Responses and headers.
    (
        "response-success-status-removed",
        "breaking",
        "{subject} was removed.",
        MISSED,
    ),
    (
        "response-success-status-added",
        "info",
        "{subject} was added.",
        "Clients treat each status of success alike, unless they know it.",
    ),
    (
        "response-error-status-removed",
        "info",
        "{subject} was removed.",
        "Clients must expect any error at any time.",
    ),
    (
        "response-error-status-added",
        "info",
        "{subject} was added.",
        "Clients must expect any error at any time.",
    ),
    (
        "request-reply-status-removed",
        "breaking",
        "{subject} was removed; it is not accepted any more.",
        REJECTED,
    ),
    (
        "request-reply-status-added",
        "info",
        "{subject} was added; it is accepted now.",
        ACCEPTED,
    ),
    (
        "response-required-header-removed",
        "breaking",
        "{subject} is no longer sent.",
        MISSED,
    ),
    (
        "response-optional-header-removed",
        "warning",
        "{subject} is no longer sent.",
        "It was never promised; the document does not say how often it was sent.",
    ),
    ("response-header-added", "info", "{subject} is sent now.", ADDED),
    (
        "response-header-became-required",
        "info",
        "{subject} is always sent now.",
        EXPECTED,
    ),
    (
        "response-header-became-optional",
        "breaking",
        "{subject} is not always sent any more.",
        MISSED,
    ),
    (
        "request-required-header-removed",
        "info",
        "{subject} need not be sent any more.",
        ACCEPTED,
    ),
    (
        "request-optional-header-removed",
        "info",
        "{subject} need not be sent any more.",
        ACCEPTED,
    ),
    ("request-header-added", "info", "{subject} may be sent now.", ACCEPTED),
    (
        "request-header-became-required",
        "breaking",
        "{subject} must be sent now.",
        REJECTED,
    ),
    (
        "request-header-became-optional",
        "info",
        "{subject} need not be sent any more.",
        ACCEPTED,
    ),
    # Properties.
    (
        "new-required-request-property",
        "breaking",
        "{subject} was added, and is required.",
        REJECTED,
    ),
    (
        "new-required-request-property-with-default",
        "breaking",
        "{subject} was added, is required, and has a default.",
        "A default does not make a required property optional.",
    ),
    ("new-optional-request-property", "info", "{subject} was added.", ACCEPTED),
    ("request-property-removed", "warning", "{subject} was removed.", IGNORED),
    (
        "request-property-removed-with-deprecation",
        "info",
        "{subject} was removed; it was deprecated.",
        ANNOUNCED,
    ),
    (
        "request-property-removed-before-sunset",
        "breaking",
        "{subject} was removed before its sunset, {before}.",
        TOO_EARLY,
    ),
    (
        "request-property-became-required",
        "breaking",
        "{subject} is required now.",
        REJECTED,
    ),
    (
        "request-unknown-property-became-required",
        "warning",
        "{subject}: the property {value} is required now, and has no schema.",
        "The description does not say what to send.",
    ),
    (
        "response-unknown-property-became-required",
        "info",
        "{subject}: the property {value} is always sent now, and has no schema.",
        EXPECTED,
    ),
    (
        "request-unknown-property-became-optional",
        "info",
        "{subject}: the property {value}, which had no schema, is not required now.",
        ACCEPTED,
    ),
    (
        "response-unknown-property-became-optional",
        "breaking",
        "{subject}: the property {value}, which had no schema, is not always sent now.",
        MISSED,
    ),
    (
        "request-property-became-optional",
        "info",
        "{subject} is no longer required.",
        ACCEPTED,
    ),
    (
        "request-required-property-became-read-only",
        "warning",
        "{subject} is read-only now; it was required.",
        IGNORED,
    ),
    (
        "request-optional-property-became-read-only",
        "info",
        "{subject} is read-only now.",
        "Servers ignore a read-only property that is sent.",
    ),
    (
        "request-required-property-became-not-read-only",
        "breaking",
        "{subject} is no longer read-only, and is required.",
        REJECTED,
    ),
    (
        "request-optional-property-became-not-read-only",
        "info",
        "{subject} is no longer read-only.",
        ACCEPTED,
    ),
    (
        "response-required-property-added",
        "info",
        "{subject} was added, and is always sent.",
        ADDED,
    ),
    ("response-optional-property-added", "info", "{subject} was added.", ADDED),
    (
        "response-required-property-removed",
        "breaking",
        "{subject} was removed; it was always sent.",
        MISSED,
    ),
    (
        "response-optional-property-removed",
        "info",
        "{subject} was removed; it was never promised.",
        "A client had to expect that it is missing.",
    ),
    (
        "response-property-removed-with-deprecation",
        "info",
        "{subject} was removed; it was deprecated.",
        ANNOUNCED,
    ),
    (
        "response-property-removed-before-sunset",
        "breaking",
        "{subject} was removed before its sunset, {before}.",
        TOO_EARLY,
    ),
    (
        "response-property-became-required",
        "info",
        "{subject} is always sent now.",
        EXPECTED,
    ),
    (
        "response-property-became-optional",
        "breaking",
        "{subject} is not always sent any more.",
        MISSED,
    ),
    (
        "response-required-property-became-write-only",
        "warning",
        "{subject} is write-only now; it was always sent.",
        "A write-only property should not be sent, but a server may still send it.",
    ),
    (
        "response-optional-property-became-write-only",
        "info",
        "{subject} is write-only now; it was never promised.",
        "A client had to expect that it is missing.",
    ),
    (
        "response-required-property-became-not-write-only",
        "info",
        "{subject} is no longer write-only, and is always sent.",
        ADDED,
    ),
    (
        "response-optional-property-became-not-write-only",
        "info",
        "{subject} is no longer write-only.",
        ADDED,
    ),
)
"""For each rule, the id, the level, the sentence, and the reason for the level."""
