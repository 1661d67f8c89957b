"""The rules about the API as a whole, its operations and their security."""

from __future__ import annotations

from typing import Final

from ..changes import Level
from .reasons import (
    ADDED,
    ANNOUNCED,
    MISSED,
    NO_CREDENTIALS,
    NO_DATA,
    PROMISE,
    STILL_AUTHORIZED,
    TOO_EARLY,
    UNKNOWN_DATE,
    WORDS,
)

API_RULES: Final[tuple[tuple[str, Level, str, str], ...]] = (
    # The description as a whole.
    (
        "server-removed",
        "info",
        "The server {before} was removed.",
        "Generated clients take the address from the description or from a setting.",
    ),
    ("server-added", "info", "The server {after} was added.", ADDED),
    (
        "server-changed",
        "info",
        "{subject} is at {after}; it was at {before}.",
        "Generated clients take the address from the description or from a setting.",
    ),
    (
        "server-variable-changed",
        "info",
        "The variables of the server {value} changed.",
        "Addresses made with the old values may not be valid.",
    ),
    (
        "base-path-changed",
        "warning",
        "The base path of all servers was {before} and is {after}.",
        "The document does not say whether the old addresses still answer.",
    ),
    (
        "api-version-changed",
        "info",
        "The declared version was {before} and is {after}.",
        NO_DATA,
    ),
    (
        "openapi-version-changed",
        "info",
        "The document was written for {before} and is for {after}.",
        NO_DATA,
    ),
    (
        "words-changed",
        "info",
        "{subject}: only words changed ({value}).",
        WORDS,
    ),
    ("example-changed", "info", "{subject}: an example changed.", WORDS),
    # Security.
    (
        "security-requirement-added",
        "breaking",
        "{subject} now needs credentials: {after}.",
        NO_CREDENTIALS,
    ),
    (
        "security-first-stated",
        "warning",
        "{subject} needs credentials: {after}; the old description did not say so.",
        "The old description does not say whether credentials were needed.",
    ),
    (
        "security-requirement-changed",
        "breaking",
        "{subject} accepts {after}; it accepted {before}.",
        NO_CREDENTIALS,
    ),
    (
        "security-alternative-removed",
        "breaking",
        "{subject} no longer accepts {before}.",
        NO_CREDENTIALS,
    ),
    (
        "security-alternative-added",
        "info",
        "{subject} now also accepts {after}.",
        STILL_AUTHORIZED,
    ),
    (
        "security-scope-added",
        "breaking",
        "{subject} now needs the scope {value} of {after}.",
        NO_CREDENTIALS,
    ),
    (
        "security-scope-removed",
        "info",
        "{subject} no longer needs the scope {value} of {before}.",
        STILL_AUTHORIZED,
    ),
    (
        "security-requirement-removed",
        "breaking",
        "{subject} no longer needs credentials; it needed {before}.",
        "What was protected may now be open to anyone; a person has to decide.",
    ),
    (
        "security-scheme-changed",
        "breaking",
        "The security scheme {value} sends other credentials: {after}, not {before}.",
        NO_CREDENTIALS,
    ),
    (
        "security-scheme-removed",
        "info",
        "The security scheme {value} was removed.",
        "The requirements of the operations say whether a client is affected.",
    ),
    ("security-scheme-added", "info", "The security scheme {value} was added.", ADDED),
    (
        "oauth-url-changed",
        "info",
        "The security scheme {value}: a URL was {before} and is {after}.",
        "The address of the authorization server is a setting of the client.",
    ),
    (
        "oauth-flow-changed",
        "info",
        "The security scheme {value}: the flows were {before} and are {after}.",
        "The requirements of the operations say whether a client is affected.",
    ),
    (
        "oauth-scope-added",
        "info",
        "The security scheme {subject} has a new scope, {value}.",
        ADDED,
    ),
    (
        "oauth-scope-removed",
        "info",
        "The security scheme {subject} no longer has the scope {value}.",
        "The requirements of the operations say whether a client is affected.",
    ),
    # Operations.
    (
        "operation-removed",
        "breaking",
        "{subject} was removed without being deprecated first.",
        MISSED,
    ),
    (
        "operation-removed-before-sunset",
        "breaking",
        "{subject} was removed before its sunset, {before}.",
        TOO_EARLY,
    ),
    (
        "operation-removed-with-deprecation",
        "info",
        "{subject} was removed; it was deprecated.",
        ANNOUNCED,
    ),
    ("operation-added", "info", "{subject} was added.", ADDED),
    (
        "operation-id-changed",
        "info",
        "{subject}: the operation id was {before} and is {after}.",
        "The id is not part of any message.",
    ),
    ("operation-tag-added", "info", "{subject} now has the tag {value}.", WORDS),
    (
        "operation-tag-removed",
        "info",
        "{subject} no longer has the tag {value}.",
        WORDS,
    ),
    (
        "operation-moved",
        "breaking",
        "{subject} was moved: it was {before}.",
        "A client that requests the old path does not find it any more.",
    ),
    (
        "path-parameter-renamed",
        "info",
        "{subject}: the path parameter {before} is called {after}.",
        "The name of a path parameter is not part of any message.",
    ),
    (
        "callback-removed",
        "breaking",
        "{subject}: the callback {value} was removed.",
        MISSED,
    ),
    ("callback-added", "info", "{subject}: the callback {value} was added.", ADDED),
    # Deprecation of any element.
    (
        "deprecated",
        "info",
        "{subject} is deprecated now{after}.",
        "It still works as before.",
    ),
    ("reactivated", "info", "{subject} is no longer deprecated.", NO_DATA),
    (
        "sunset-set",
        "info",
        "{subject} now has a sunset, {after}.",
        "It still works as before.",
    ),
    (
        "sunset-later",
        "info",
        "{subject}: the sunset was {before} and is {after}.",
        "It can be used for longer.",
    ),
    (
        "sunset-earlier",
        "breaking",
        "{subject}: the sunset was {before} and is already {after}.",
        "More time had been announced to clients.",
    ),
    (
        "sunset-removed",
        "breaking",
        "{subject} is still deprecated, and no longer has a sunset ({before}).",
        UNKNOWN_DATE,
    ),
    (
        "sunset-invalid",
        "breaking",
        "{subject} is deprecated, and a sunset, {after}, is not a date.",
        UNKNOWN_DATE,
    ),
    (
        "stability-decreased",
        "breaking",
        "{subject} was declared {before} and is declared {after}.",
        PROMISE,
    ),
    (
        "stability-increased",
        "info",
        "{subject} was declared {before} and is declared {after}.",
        "It promises more than before.",
    ),
    (
        "stability-invalid",
        "breaking",
        "{subject} has or had an unknown stability, {value}.",
        "Nobody can know what is promised.",
    ),
)
"""For each rule, the id, the level, the sentence, and the reason for the level."""
