"""Messages about a document that cannot be normalized."""

from .message import Message

NO_INFO = Message("no-info", "no info object (expected title and version)")
PART_NOT_AN_OBJECT = Message(
    "part-not-an-object", "{key} is not an object (expected an object)"
)
UNRESOLVED_REFERENCE = Message(
    "unresolved-reference",
    "$ref {reference} cannot be resolved (expected a part of this document)",
)
REMOTE_REFERENCE = Message(
    "remote-reference",
    "$ref {reference} is remote (expected a file in the folder of this one: download "
    "it)",
)
MISSING_FILE = Message(
    "missing-file",
    "$ref {reference} cannot be resolved (expected a file in the folder of this one)",
)
PATTERN_WITHOUT_MATCH = Message(
    "pattern-without-match",
    "{pattern} matches no operation (expected at least one)",
)
LOSS = Message("loss", "{kind} {where} is {state}: {reason}{detail}")
"""Of what the report lists where `--strict` allows no losses."""
