"""Messages: an id and a template that is filled in where it is reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A message about one thing that can be wrong.

    Attributes:
        id: its name: lower case with hyphens, unique, and stable when it is reworded.
        template: says what is wrong and, in parentheses, what was expected; its
            placeholders are those of `str.format`.
    """

    id: str
    template: str

    def __call__(self, **values: object) -> Text:
        """Return the message with its placeholders filled in.

        Raises:
            KeyError: a placeholder has no value.
        """
        return Text(self.template.format(**values), self)


class Text(str):
    """A message filled in, and the `message` that it was made from."""

    message: Message

    def __new__(cls, text: str, message: Message) -> Text:
        made = super().__new__(cls, text)
        made.message = message
        return made

    def under(self, label: str) -> Text:
        """Return this with a label in front: `label: ...`."""
        return Text(f"{label}: {self}", self.message)
