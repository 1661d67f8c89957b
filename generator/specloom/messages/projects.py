"""Messages about a project and its folders."""

from .message import Message

INVALID_TOML = Message("invalid-toml", "invalid TOML: {reason}")
UNKNOWN_SETTING = Message(
    "unknown-setting",
    'unknown setting "{name}" in [tool.specloom] (expected {expected})',
)
NO_VENDOR = Message("no-vendor", "no vendor here (expected <vendor>/source.yaml)")
NO_SOURCE = Message("no-source", "no source here (expected source.yaml)")
INVALID_PACKAGE_NAME = Message(
    "invalid-package-name",
    '"{name}" is not a valid package name (expected {expected})',
)
NO_FILE = Message("no-file", "the file does not exist (expected a description)")
