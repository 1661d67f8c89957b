"""Messages about `x-specloom-*` keys: where they stand and what they hold."""

from .message import Message

UNKNOWN_KEY = Message("unknown-key", 'unknown key "{key}" ({hint})')
RENAMED_KEY = Message("renamed-key", "{key} was renamed to {new}")
MISPLACED_KEY = Message(
    "misplaced-key", "{key} is not allowed on {here} (expected on {wanted})"
)
UNKNOWN_MEMBER = Message("unknown-member", 'unknown "{key}" ({hint})')
MISSING_MEMBER = Message("missing-member", '"{key}" is missing{expected}')
MEMBER_WITHOUT = Message(
    "member-without", '"{key}" is given without {needed} (expected both)'
)
NOT_A_CHOICE = Message("not-a-choice", "{found} ({hint})")
UNEXPECTED_VALUE = Message("unexpected-value", "{found} (expected {wanted})")
UNKNOWN_SCHEME = Message(
    "unknown-scheme", "refers to scheme {name} ({hint}the root has: {known})"
)
NO_REASON = Message("no-reason", "{key} is missing (expected reason, source, checked)")
