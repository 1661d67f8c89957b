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
from .yaml_writer import write_lines


@dataclass(frozen=True)
class FrozenNames:
    """The content of names.yaml.

    Attributes:
        names: the name of each operation; the keys are operations (`METHOD /path`).
        retired: the entries of removed operations.
        locations: the location of each entry in the file.
        property_names: the naming rule of properties; None if the file has none.
    """

    names: Mapping[str, str] = field(default_factory=dict)
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
        retired = {key: value for key, value in data.items() if isinstance(value, dict)}
        others = {*retired, keys.PROPERTY_NAMES}
        names = {key: value for key, value in data.items() if key not in others}
        rule = data.get(keys.PROPERTY_NAMES)
        locations = {key: document.location([key]) for key in data}
        return cls(names, retired, locations, rule)

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

    def text(self, vendor: str, names: Mapping[str, str], property_names: str) -> str:
        """Return the text of names.yaml for the present operations.

        Args:
            vendor: the name of the vendor's folder.
            names: the name of each operation; the keys are operations (`METHOD /path`).
            property_names: the naming rule of properties.
        """
        rule = {keys.PROPERTY_NAMES: property_names}
        lines: dict[str, Any] = {**names, **self.retired, **rule}
        header = (
            f"# Names frozen by `specloom normalize` for specs/{vendor}.\n"
            "# An entry overrides the derived name. If its operation is removed, mark\n"
            "# it `{name: resource.action, retired: why}`.\n"
        )
        return header + write_lines(dict(sorted(lines.items())))


def _wanted(key: str, value: Any) -> str | None:
    """Return a description of the expected value; None if the value is valid."""
    if key == keys.PROPERTY_NAMES:
        known = isinstance(value, str) and value in NAME_RULES
        return None if known else " or ".join(NAME_RULES)
    if isinstance(value, str) or _is_retired(value):
        return None
    return "a name, or {name: resource.action, retired: why}"


def _is_retired(value: Any) -> bool:
    """Return whether a value marks an operation as removed."""
    return (
        isinstance(value, dict)
        and value.keys() <= {"name", "retired"}
        and all(isinstance(text, str) for text in value.values())
    )


def _unexpected(
    document: Document, pointer: list[str], value: Any, wanted: str
) -> Problem:
    message = Message.UNEXPECTED_VALUE(found=value_text(value), wanted=wanted)
    return Problem(document.location(pointer), message)
