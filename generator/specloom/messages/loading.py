"""Messages about files that cannot be read as YAML, JSON or OpenAPI."""

from .message import Message

UNREADABLE = Message("unreadable", "cannot be read: {reason} (expected a file)")
TOO_LARGE = Message("too-large", "too large (expected at most {most:,} bytes)")
NOT_UTF_8 = Message("not-utf-8", "not valid UTF-8 (expected text in UTF-8)")
EMPTY = Message("empty", "the file is empty (expected {expected})")
NUMBER_TOO_LONG = Message(
    "number-too-long", "a number is too long (expected at most {most} characters)"
)
NUMBER_TOO_LARGE = Message(
    "number-too-large", '"{text}" is out of range (expected a number up to 1e{most})'
)
TOO_DEEP = Message("too-deep", "nested too deeply (expected at most {most} levels)")
DUPLICATE_KEY = Message("duplicate-key", '"{key}" is given twice (first at {first})')

INVALID_YAML = Message("invalid-yaml", "invalid YAML: {reason}")
CONTROL_CHARACTER = Message(
    "control-character", "the character U+{code:04X} is not allowed (expected text)"
)
SECOND_DOCUMENT = Message(
    "second-document", "a second document in the file (expected one)"
)
UNKNOWN_TAG = Message("unknown-tag", "unknown tag {tag} (expected none)")
KEY_NOT_A_STRING = Message(
    "key-not-a-string", "a key is an object or an array (expected a string)"
)
MERGE_NOT_AN_OBJECT = Message(
    "merge-not-an-object",
    "a merge key has a value that is not an object (expected an object)",
)
RECURSIVE_ALIAS = Message(
    "recursive-alias",
    "alias *{name} refers to a node that contains it (expected an earlier node)",
)
UNKNOWN_ALIAS = Message(
    "unknown-alias", "alias *{name} cannot be resolved (expected &{name} before it)"
)
ALIAS_AS_KEY = Message("alias-as-key", "a key is an alias (expected a string)")
TOO_MANY_ALIASED = Message(
    "too-many-aliased", "aliases add too many nodes (expected at most {most:,})"
)
NOT_A_NUMBER = Message(
    "not-a-number", "{text} is not a number that JSON has (expected quotes around it)"
)

INVALID_JSON = Message("invalid-json", "invalid JSON: {reason}")
UNEXPECTED_JSON = Message(
    "unexpected-json", "invalid JSON: unexpected {found} (expected {wanted})"
)
TRUNCATED_JSON = Message(
    "truncated-json", "invalid JSON: it ends too early (expected {wanted})"
)
LONE_SURROGATE = Message(
    "lone-surrogate", "half of a surrogate pair in a string (expected both halves)"
)

NOT_AN_OBJECT = Message(
    "not-an-object", "the document is {found} (expected an OpenAPI document)"
)
UNSUPPORTED_VERSION = Message(
    "unsupported-version", '{key} "{version}" is not supported (expected {expected})'
)
NOT_OPENAPI = Message(
    "not-openapi",
    'not an OpenAPI document (expected a root key "openapi" or "swagger")',
)
