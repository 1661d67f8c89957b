"""The reasons in the report, and those that add only a note."""

from __future__ import annotations

from typing import Literal

KEYWORDS = frozenset({"pattern", "default"})
"""The reasons that are named after the schema keyword that they concern."""
REASONS = {
    "excluded-by-overlay": "the overlay excludes it, and gives the reason",
    "excluded": "it matches --exclude, or does not match --include",
    "unreferenced": "no operation refers to it",
    "unresolved-reference": "it contains a reference that cannot be resolved; in its "
    "place, a schema is typed as `Any`, and anything else is left out",
    "unresolved-example": "its example is a reference that cannot be resolved",
    "pattern": "its regular expression is not valid in Python",
    "default": "its default does not match its type",
    "invalid": "OpenAPI does not allow it in this place",
    "value-type": "its enum, const or default is written in a different type, such as "
    '"1" for an integer',
    "default-unstated": "its default is not written in the generated code",
    "no-value": "no value satisfies its schema",
    "untyped": "these keywords cannot be expressed as Python types, so they are not "
    "validated",
    "enum-names": "the names or descriptions that it gives to enum values are not used",
    "reserved-header": "OpenAPI ignores header parameters of this name",
    "credential": "the client sends a credential in this place; it is passed to the "
    "client, not to the method",
    "undeclared-parameter": "the path contains it, but it is not declared as a "
    "parameter",
    "optional-in-path": "it is a path parameter that is declared as optional; it is "
    "treated as required",
    "not-in-path": "it is declared as a path parameter, but the path does not contain "
    "it",
    "stated-in-path": "its value is fixed in the path",
    "declared-twice": "an earlier parameter has the same location and name",
    "second-body": "an operation can have only one body; its other body and form "
    "parameters are not sent",
    "media-type": "only one of its media types is used; the others are ignored",
    "media-type-name": "the name of one of its media types is not valid",
    "no-content": "HTTP allows no content in a response of this status or method",
    "raw": "it is neither JSON nor a form, so it is typed as text or bytes and its "
    "schema is ignored",
    "events": "each event is returned as it is, with its name and its data as text",
    "encoding": "headers of parts, positional encodings and nested encodings are "
    "ignored",
    "unnamed-parts": "the parts of a multipart form have names, so it is typed as an "
    "object and its schema is ignored",
    "example": "its example is not valid for its own schema",
    "webhook": "the vendor sends it; only a type for its payload is generated",
    "security": "one of its security requirements names a scheme that is undeclared "
    "or not supported",
    "certificate": "it is a client certificate: load it into the TLS context that is "
    "passed as `verify=`",
    "deprecated-scheme": "it is a deprecated authentication scheme, but is still "
    "supported",
    "scope": "operations request scopes that it does not declare",
    "style": "its style has no unambiguous serialization",
    "provenance": "the action of the overlay has no x-specloom-provenance",
    "no-effect": "the action of the overlay changes nothing; `specloom overlay prune` "
    "removes it",
    "vocabulary": "the vendor's own document contains an x-specloom key, which is "
    "ignored there",
    "base-url": "it has no host, so callers must pass `base_url=`",
    "links": "links are not followed; callers call the operations in them directly",
    "query-string": "it is the entire query string, in a format other than "
    "application/x-www-form-urlencoded",
}
"""All reasons for states other than `generated`."""


NOTES = frozenset(
    {
        "optional-in-path",
        "unreferenced",
        "unresolved-example",
        "example",
        "enum-names",
        "untyped",
        "value-type",
        "no-value",
        "default-unstated",
        "reserved-header",
        "webhook",
    }
    | {"undeclared-parameter", "declared-twice", "not-in-path", "excluded"}
    | {"stated-in-path", "media-type-name", "certificate", "scope", "credential"}
    | {"deprecated-scheme", "no-effect"}
    | {"excluded-by-overlay", "provenance", "base-url", "no-content", "links"}
)
"""The reasons that are only notes, because callers lose no feature."""

Severity = Literal["loses", "note"]
