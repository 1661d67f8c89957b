"""Messages about a project and its folders."""

from .message import Message

INVALID_TOML = Message("invalid-toml", "invalid TOML: {reason}")
UNKNOWN_SETTING = Message(
    "unknown-setting", "tool.specloom.{name} is not a setting (expected {known})"
)
INVALID_SETTING = Message(
    "invalid-setting", "tool.specloom.{name} is not a string (expected a string)"
)
UNKNOWN_FORMATTER = Message(
    "unknown-formatter",
    'tool.specloom.formatter: "{name}" is not a formatter (expected {known})',
)
NO_VENDOR = Message("no-vendor", "no vendors found (expected <vendor>/source.yaml)")
NO_SOURCE = Message("no-source", "no source here (expected source.yaml)")
INVALID_PACKAGE_NAME = Message(
    "invalid-package-name",
    '"{name}" is not a valid package name (expected {expected})',
)
