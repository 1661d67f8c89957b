"""Messages about a normalized document whose parts do not fit together."""

from .message import Message

INVALID_STRUCTURE = Message("invalid-structure", "{reason} (expected OpenAPI 3.1)")
UNDECLARED_PATH_PARAMETER = Message(
    "undeclared-path-parameter",
    'path parameter "{name}" is not declared (declared: {known})',
)
UNUSED_PATH_PARAMETER = Message(
    "unused-path-parameter",
    'path parameter "{name}" is not in the path (expected {{{name}}} in it)',
)
REPEATED_PATH_PARAMETER = Message(
    "repeated-path-parameter", '"{name}" is in the path twice (expected once)'
)
UNKNOWN_SECURITY_SCHEME = Message(
    "unknown-security-scheme", 'no security scheme "{name}" (there are: {known})'
)
CREDENTIAL_WITHOUT_LOCATION = Message(
    "credential-without-location",
    '"location" is missing, since there is no security scheme "{scheme}" '
    "(there are: {known})",
)
UNSENT_CREDENTIAL = Message(
    "unsent-credential", '"location" is missing, so the login does not send it'
)
UNKNOWN_LOGIN = Message("unknown-login", 'no operation "{operation}"{hint}')
DANGLING_SCHEMA = Message("dangling-schema", '"{reference}" cannot be resolved{hint}')

NO_PROPERTY = Message("no-property", '{owner} has no "{name}" (it has: {known})')
NO_REQUEST_BODY = Message(
    "no-request-body", "{operation} has no request body (expected one)"
)
NO_RESPONSE_BODY = Message(
    "no-response-body", "{operation} has no response body on success (expected one)"
)
NO_PARAMETER = Message(
    "no-parameter", '{operation} has no {place} parameter "{name}" (it has: {known})'
)

NO_STYLE = Message("no-style", '"style" is missing (expected {expected})')
NO_ROLE = Message("no-role", "style {style} needs {role} (it has: {known})")
NO_END_ROLE = Message("no-end-role", "{mark} needs {roles} (it has: {known})")
ITEMS_NOT_A_LIST = Message(
    "items-not-a-list", "{location} of {operation} is not a list (expected an array)"
)
NOT_IN_EVERY_VALUE = Message(
    "not-in-every-value",
    "{location} of {operation} is not declared for every value "
    "(expected a property that is declared outside of oneOf and anyOf)",
)
WINDOW_INCOMPLETE = Message(
    "window-incomplete", '"{name}" is missing (expected {expected})'
)
MERGED_NOT_A_LIST = Message(
    "merged-not-a-list", '"{path}" is not a list (expected an array)'
)
CHUNK_NOT_A_LIST = Message("chunk-not-a-list", "not on a list (expected type array)")
CHUNK_WITHOUT_MAXIMUM = Message(
    "chunk-without-maximum", "true without maxItems (expected maxItems or a maximum)"
)

UNKNOWN_COMPONENT = Message(
    "unknown-component", 'no component "{name}" (there are: {known})'
)
NO_MARKED_PROPERTY = Message(
    "no-marked-property", "no property of {name} has {key} (expected at least one)"
)
SORT_OF_ANOTHER = Message(
    "sort-of-another",
    "sorts {name}, but the filter is of {filtered} (expected the same)",
)

UNKNOWN_GRAMMAR = Message(
    "unknown-grammar", 'no grammar "{name}" ({hint}there are: {known})'
)
OTHER_GRAMMAR_FAMILY = Message(
    "other-grammar-family", "the grammar of this scheme has the family {family}"
)
MISSING_GRAMMAR_FIELD = Message(
    "missing-grammar-field", "{name} is missing (the family {family} requires it)"
)
INVALID_FIELD_PATTERN = Message(
    "invalid-field-pattern", "not a valid regular expression: {reason}"
)
WRONG_PLACEHOLDERS = Message(
    "wrong-placeholders",
    '"{text}" must contain each of these placeholders exactly once: {expected}',
)
