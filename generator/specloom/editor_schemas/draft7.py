"""Convert the schemas of the vocabulary to single schemas in draft 7."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..vocabulary.key_schemas import schemas

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
URN = "urn:specloom:"
_MAPS = frozenset({"properties", "patternProperties"})
"""Keywords whose value is a map of schemas by name."""
_DATA = frozenset({"enum", "const", "default", "examples", "required"})
"""Keywords whose value has no schemas."""
_ABSENCE = frozenset({"required", "dependentRequired"})
"""Keywords that do not apply to a part that is merged with other members."""
_IDENTITY = frozenset({"$schema", "$id", "$defs"})


class Definitions:
    """The parts of schemas that one schema in draft 7 refers to.

    Attributes:
        found: the definitions by name.
    """

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self._files = {str(each["$id"]): each for each in schemas().values()}

    def add(self, key: str, part: str, *, partial: bool = False) -> dict[str, str]:
        """Add a part of the schema of a key, and return a reference to it.

        Args:
            key: the key.
            part: the name of the part in `$defs`, such as a kind of node.
            partial: whether required members may be missing, because the value is
                merged into another one.
        """
        return self._reference(f"{schemas()[key]['$id']}#/$defs/{part}", partial)

    def converted(
        self, schema: Mapping[str, Any], file: str, *, partial: bool = False
    ) -> dict[str, Any]:
        """Return a schema in draft 7, and add the parts that it refers to.

        Args:
            schema: a schema in draft 2020-12.
            file: the `$id` of the schema that contains it.
            partial: whether required members may be missing.
        """
        self._files.setdefault(file, schema)
        made: dict[str, Any] = {}
        for word, value in schema.items():
            if word in _IDENTITY or word == "$ref" or (partial and word in _ABSENCE):
                continue
            name = "dependencies" if word == "dependentRequired" else word
            made[name] = self._value(word, value, file, partial)
        if "pattern" in made and "title" in made:
            # The message of many editors, instead of one with the expression.
            made["patternErrorMessage"] = f"expected {made['title']}"
        if "$ref" not in schema:
            return made
        address = str(schema["$ref"])
        target = f"{file}{address}" if address.startswith("#") else address
        reference = self._reference(target, partial)
        # In draft 7, the other members of an object with $ref are ignored.
        return {**made, "allOf": [reference]} if made else reference

    def _value(self, word: str, value: Any, file: str, partial: bool) -> Any:
        if word in _DATA or word == "dependentRequired":
            return value
        if isinstance(value, list):
            return [self._value(word, each, file, partial) for each in value]
        if not isinstance(value, dict):
            return value
        if word in _MAPS:
            return {
                name: self._value("", each, file, partial)
                for name, each in value.items()
            }
        return self.converted(value, file, partial=partial and word != "if")

    def _reference(self, address: str, partial: bool) -> dict[str, str]:
        file, _, pointer = address.partition("#/$defs/")
        prefix = "partial." if partial else ""
        name = f"{prefix}{file.removeprefix(URN)}.{pointer}"
        if name not in self.found:
            self.found[name] = {}  # A part may refer to itself.
            part = self._files[file]["$defs"][pointer]
            self.found[name] = self.converted(part, file, partial=partial)
        return {"$ref": f"#/definitions/{name}"}
