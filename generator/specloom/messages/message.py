"""What a message is: an id and a template that is filled in where it is reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One thing that can be wrong.

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
    """A message filled in; `message` is what it was made from."""

    message: Message

    def __new__(cls, text: str, message: Message) -> Text:
        made = super().__new__(cls, text)
        made.message = message
        return made

    def __getnewargs__(self) -> tuple[str, Message]:  # type: ignore[override]
        # Problems of one process are shown by another; a text of two arguments has to
        # say both of them, which the stub of str does not allow for.
        return str(self), self.message

    def under(self, label: str) -> Text:
        """Return the text with what it is about in front: `label: text`."""
        return Text(f"{label}: {self}", self.message)
