"""Messages as templates, and the texts that are created from them.

This module imports no other module of the generator.
"""

from __future__ import annotations

from enum import Enum


class Template(Enum):
    """A string about the input; the value is a template for `str.format`."""

    @property
    def id(self) -> str:
        """The name in lower case with hyphens; it does not depend on the text."""
        return self.name.lower().replace("_", "-")

    @property
    def template(self) -> str:
        """The template, with its placeholders."""
        return str(self.value)

    def __call__(self, **values: object) -> Text:
        """Return the message with its placeholders filled in.

        Raises:
            KeyError: a placeholder has no value.
        """
        return Text(self.template.format(**values), self)


class Text(str):
    """The text of a message, and the `message` from which it was created."""

    message: Template

    def __new__(cls, text: str, message: Template) -> Text:
        made = super().__new__(cls, text)
        made.message = message
        return made

    def under(self, label: str) -> Text:
        """Return this text after a label: `label: ...`."""
        return Text(f"{label}: {self}", self.message)
