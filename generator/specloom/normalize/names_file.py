"""Read and write names.yaml: the pinned names of operations, and the naming rule."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Problem, SourceLocation, SpecError
from ..load import Document
from ..messages import Message
from ..names.property_names import NAME_RULES
from ..structure import value_text
from ..vocabulary import keys
from .names_comments import NO_COMMENTS, NamesComments, write_names


@dataclass(frozen=True)
class FrozenNames:
    """The content of names.yaml.

    Attributes:
        names: the name of each operation; the keys are operations (`METHOD /path`).
        aliases: the alias of each operation that has one.
        retired: the entries of removed operations.
        locations: the location of each entry in the file.
        property_names: the naming rule of properties; None if the file has none.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    property_names: str | None = None

    @classmethod
    def read(cls, document: Document | None) -> FrozenNames:
        """Return the names in a loaded names.yaml; empty if the file is missing.

        Raises:
            SpecError: the content is not an object, or a value is neither a name nor
                the mark of a removed operation.
        """
        if document is None or document.data in (None, {}):
            return cls()
        data = document.data
        if not isinstance(data, dict):
            raise SpecError([_unexpected(document, [], data, "an object of names")])
        if problems := [
            _unexpected(document, [key], value, wanted)
            for key, value in data.items()
            if (wanted := _wanted(key, value))
        ]:
            raise SpecError(problems)
        retired = {key: value for key, value in data.items() if _is_retired(value)}
        others = {*retired, keys.PROPERTY_NAMES}
        entries = {key: value for key, value in data.items() if key not in others}
        aliased = {key: v for key, v in entries.items() if not isinstance(v, str)}
        return cls(
            names={
                key: aliased[key]["name"] if key in aliased else value
                for key, value in entries.items()
            },
            aliases={key: value["alias"] for key, value in aliased.items()},
            retired=retired,
            locations={key: document.location([key]) for key in data},
            property_names=data.get(keys.PROPERTY_NAMES),
        )

    @property
    def used_aliases(self) -> set[str]:
        """The aliases as complete names, which no other operation may get."""
        resources = {key: self.names[key].partition(".")[0] for key in self.aliases}
        return {f"{resources[key]}.{alias}" for key, alias in self.aliases.items()}

    def missing_operations(self, present: Container[str]) -> list[Problem]:
        """Return problems for pinned operations that are neither present nor retired.

        Args:
            present: the operations of the document, as `METHOD /path`.
        """
        return [
            Problem(
                self.locations[key], Message.LOST_OPERATION(operation=key, name=name)
            )
            for key, name in self.names.items()
            if key not in present
        ]

    def text(
        self,
        vendor: str,
        names: Mapping[str, str],
        aliases: Mapping[str, str],
        property_names: str,
        comments: NamesComments = NO_COMMENTS,
    ) -> str:
        """Return the text of names.yaml for the present operations.

        Args:
            vendor: the name of the vendor's folder.
            names: the name of each operation; the keys are operations (`METHOD /path`).
            aliases: the alias of each operation that has one.
            property_names: the naming rule of properties.
            comments: the comments of the present file.
        """
        rule = {keys.PROPERTY_NAMES: property_names}
        aliased = {k: {"name": names[k], "alias": aliases[k]} for k in aliases}
        lines: dict[str, Any] = {**names, **aliased, **self.retired, **rule}
        header = (
            f"# Names frozen by `specloom normalize` for specs/{vendor}.\n"
            "# An entry overrides the derived name. If its operation is removed, mark\n"
            "# it `{name: resource.action, retired: why}`.\n"
        )
        return header + write_names(dict(sorted(lines.items())), comments)


def _wanted(key: str, value: Any) -> str | None:
    """Return a description of the expected value; None if the value is valid."""
    if key == keys.PROPERTY_NAMES:
        known = isinstance(value, str) and value in NAME_RULES
        return None if known else " or ".join(NAME_RULES)
    if isinstance(value, str) or _is_aliased(value) or _is_retired(value):
        return None
    return (
        "a name, {name: resource.action, alias: action}, or "
        "{name: resource.action, retired: why}"
    )


def _is_aliased(value: Any) -> bool:
    """Return whether a value is a name with an alias."""
    return _has_texts(value) and value.keys() == {"name", "alias"}


def _is_retired(value: Any) -> bool:
    """Return whether a value marks an operation as removed."""
    members = {"name", "alias", "retired"}
    return _has_texts(value) and value.keys() <= members and not _is_aliased(value)


def _has_texts(value: Any) -> bool:
    """Return whether a value is an object whose members are strings."""
    return isinstance(value, dict) and all(
        isinstance(text, str) for text in value.values()
    )


def _unexpected(
    document: Document, pointer: list[str], value: Any, wanted: str
) -> Problem:
    message = Message.UNEXPECTED_VALUE(found=value_text(value), wanted=wanted)
    return Problem(document.location(pointer), message)
