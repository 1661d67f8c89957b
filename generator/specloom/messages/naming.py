"""Messages about the names of operations."""

from .message import Message

LOST_OPERATION = Message(
    "lost-operation",
    "{operation} is no longer in the description "
    "(restore it, or mark it `{{name: {name}, retired: why}}`)",
)
REPEATED_NAME = Message(
    "repeated-name", '{key} "{name}" is given twice (first at {first})'
)
DUPLICATE_NAME = Message(
    "duplicate-name",
    '"{name}" is the name of {first} too, at {place} (expected another name)',
)
UNNAMED_OPERATION = Message(
    "unnamed-operation", "{operation} has no {key} (expected resource.action)"
)
INVALID_OPERATION_NAME = Message(
    "invalid-operation-name",
    '"{name}" is not a valid operation name (expected {expected})',
)
INVALID_ARGUMENT_NAME = Message(
    "invalid-argument-name",
    '"{name}" is not a valid Python name (expected {expected})',
)
