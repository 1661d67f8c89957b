"""What the docstring of a method says besides its description and its arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RaisedError:
    """An error that a call can raise.

    Attributes:
        name: the name of its class in the runtime.
        description: when it is raised, with the markup of the document.
        notes: sentences that are added to the description, without markup.
    """

    name: str
    description: str
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class OperationDetails:
    """The details of an operation for its docstring.

    Attributes:
        further: the description, if the operation has both a summary and a description.
        notes: sentences without markup, each of which is a paragraph.
        returns: the description of the result.
        raises: the errors that the description declares.
        link: the URL of the vendor's page.
        deprecation: why the operation is deprecated; empty if it is not deprecated.
    """

    further: str = ""
    notes: tuple[str, ...] = ()
    returns: str = ""
    raises: tuple[RaisedError, ...] = ()
    link: str = ""
    deprecation: str = ""
