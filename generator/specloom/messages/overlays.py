"""Messages about an overlay's actions and rules."""

from .message import Message

NOT_AN_OVERLAY = Message(
    "not-an-overlay",
    'not an Overlay document (expected "overlay: 1.1.0" at the root)',
)
NO_ACTIONS = Message("no-actions", "no actions (expected a list of at least one)")
NO_TARGET = Message("no-target", "an action without a target (expected a JSONPath)")
INVALID_TARGET = Message(
    "invalid-target", "target {target} is not a valid JSONPath: {reason}"
)
TARGET_WITHOUT_MATCH = Message(
    "target-without-match",
    "target {target} matches nothing (expected at least one node)",
)
ACTION_WITHOUT_EFFECT = Message(
    "action-without-effect",
    "the action on {target} does nothing (expected update, remove or copy)",
)
INVALID_COPY = Message(
    "invalid-copy", "copy {source} is not a valid JSONPath: {reason}"
)
AMBIGUOUS_COPY = Message(
    "ambiguous-copy", "copy {source} matches {count} nodes (expected one)"
)
MIXED_TARGETS = Message(
    "mixed-targets", "target {target} matches {kinds} (expected nodes of one kind)"
)
CONFLICTING_UPDATE = Message(
    "conflicting-update",
    "{path} of {target} is {known} (expected no update with {given})",
)
INVALID_RULE = Message("invalid-rule", "the rule has an invalid JSONPath: {reason}")
RULE_MISCOUNT = Message(
    "rule-miscount", "the rule matches {count} nodes (expected {expected})"
)
RULE_WITHOUT_MATCH = Message(
    "rule-without-match", "the rule matches nothing (expected at least one node)"
)
READER_WITHOUT_MEMBER = Message(
    "reader-without-member",
    'the rule reads "{name}", which a node that it matches does not have',
)
READER_WITHOUT_ARRAY = Message(
    "reader-without-array",
    "the rule reads the array of the response of {operation} (expected one, it has: "
    "{found})",
)
