"""Draw schemas that at least one value satisfies."""

from __future__ import annotations

from random import Random
from typing import Any

FORMATS = (
    "date date-time time duration uuid email hostname ipv4 ipv6 uri byte json-pointer "
    "regex decimal password phone"
)
PATTERNS = (
    r"^[a-z]{2,5}$",
    r"^\d{3}-[A-Z]+$",
    r"[0-9]",
    r"^(?=a)[a-z]{3}$",
    r"^(red|green)$",
    r"^[^/]+$",
    r"^\p{L}+$",
)
NAMES = ("id", "name", "kind", "created_at", "a.b", "X-y", "größe", "class", "in", "0")


class Schemas:
    """Schemas of one document, some of them components.

    Args:
        rng: what decides.

    Attributes:
        components: the named schemas.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.components: dict[str, Any] = {}
        self._planned = [f"Thing{n}" for n in range(rng.randint(0, 4))]
        for name in self._planned:
            # What all may refer to has members; some refer to each other.
            self.components[name] = self.object(1)

    def any(self, depth: int = 0) -> Any:
        """Return a schema of any type."""
        rng = self._rng
        kinds = [self.scalar, self.scalar, lambda: self.reference(depth)]
        if depth < 3:
            kinds += [
                lambda: self.object(depth),
                lambda: self.array(depth),
                lambda: self.choice(depth),
                lambda: self.merged(depth),
            ]
        return rng.choice(kinds)()

    def reference(self, depth: int) -> Any:
        """Return a reference to a component."""
        if not self._planned:
            return self.scalar()
        return {"$ref": f"#/components/schemas/{self._rng.choice(self._planned)}"}

    def scalar(self) -> Any:
        """Return a schema of a string, number or boolean."""
        kinds = [self.text, self.text, self.number, self.number, self.listed]
        kinds += [lambda: {"type": "boolean"}]
        made = self._rng.choice(kinds)()
        if self._rng.random() < 0.1 and isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
            if "enum" in made:
                made["enum"] = [*made["enum"], None]
        return made

    def text(self) -> Any:
        """Return a schema of a string."""
        rng = self._rng
        made: dict[str, Any] = {"type": "string"}
        match rng.randrange(5):
            case 0:
                made["format"] = rng.choice(FORMATS.split())
            case 1:
                made["pattern"] = rng.choice(PATTERNS)
            case 2:
                made["minLength"] = rng.randint(0, 30)
                made["maxLength"] = made["minLength"] + rng.randint(0, 3) or 1
        return made

    def number(self) -> Any:
        """Return a schema of a number."""
        rng = self._rng
        made: dict[str, Any] = {"type": rng.choice(["integer", "number"])}
        whole = made["type"] == "integer"
        # A server that reads a number as a float cannot compare larger ones.
        low = rng.choice([-10, 0, 1, 2**31, *([2**53 + 1, -(2**63)] if whole else [])])
        if rng.random() < 0.3:
            made["minimum"] = low if whole else low / 4 if abs(low) < 2**40 else low
        if rng.random() < 0.2:
            made["exclusiveMaximum"] = low + 1000
        if rng.random() < 0.2:
            made["multipleOf"] = rng.choice([1, 5, 0.5, 0.01] if not whole else [2, 5])
        if whole and len(made) == 1 and rng.random() < 0.3:
            made["format"] = rng.choice(["int32", "int64", "unix-time"])
        return made

    def listed(self) -> Any:
        """Return a schema of listed values."""
        rng = self._rng
        return rng.choice(
            [
                {"type": "string", "enum": ["a", "b c", "d/e"]},
                {"type": "string", "enum": ["1", "2"]},
                {"type": "integer", "enum": [1, 2, 30]},
                {"type": "string", "const": "only"},
                {"type": "integer", "const": 7},
                {"type": "boolean", "enum": [True]},
                {"type": "string", "enum": ["", "x"]},
            ]
        )

    def object(self, depth: int) -> Any:
        """Return a schema of an object; what is required ends at some depth."""
        rng = self._rng
        names = rng.sample(NAMES, rng.randint(0, 4))
        made: dict[str, Any] = {"type": "object", "properties": {}}
        required = []
        for name in names:
            if rng.random() < 0.5:
                made["properties"][name] = self.scalar()
                required.append(name)
            else:
                made["properties"][name] = self.any(depth + 1)
            if rng.random() < 0.08:
                key = rng.choice(["readOnly", "writeOnly"])
                made["properties"][name] = {**made["properties"][name], key: True}
        if required and rng.random() < 0.8:
            made["required"] = required
        match rng.randrange(8):
            case 0:
                made["additionalProperties"] = self.any(depth + 1)
            case 1:
                made["additionalProperties"] = False
            case 2:
                made["minProperties"] = 1 + len(required)
            case 3:
                made["required"] = [*required, "undeclared"]
        return made

    def array(self, depth: int) -> Any:
        """Return a schema of a list."""
        rng = self._rng
        made = {"type": "array", "items": self.any(depth + 1)}
        match rng.randrange(6):
            case 0:
                made["minItems"] = rng.randint(0, 3)
            case 1:
                made["maxItems"] = rng.randint(1, 3)
            case 2:
                made["uniqueItems"] = True
            case 3:
                made["prefixItems"] = [self.scalar(), self.scalar()]
        return made

    def choice(self, depth: int) -> Any:
        """Return a schema with distinct alternatives."""
        rng = self._rng
        if rng.random() < 0.3:
            return {"anyOf": [self.any(depth + 1), {"type": "null"}]}
        if rng.random() < 0.3:
            kinds = [{"type": "string"}, {"type": "integer"}, self.array(depth + 1)]
            return {"oneOf": rng.sample(kinds, 2)}
        word, options = rng.choice(["oneOf", "anyOf"]), []
        number = len(self.components)
        for index in range(2):
            name = f"Option{number}{index}"
            option = self.object(depth + 1)
            tag = {"type": "string", "enum": [f"t{number}{index}"]}
            option["properties"]["tag"] = tag
            option["required"] = [*option.get("required", ()), "tag"]
            self.components[name] = option
            options.append({"$ref": f"#/components/schemas/{name}"})
        made: dict[str, Any] = {word: options}
        if rng.random() < 0.6:
            made["discriminator"] = {"propertyName": "tag"}
            if rng.random() < 0.8:
                made["discriminator"]["mapping"] = {
                    f"t{number}{index}": option["$ref"]
                    for index, option in enumerate(options)
                }
        return made

    def merged(self, depth: int) -> Any:
        """Return a schema of an object in several parts."""
        parts = [self.object(depth + 1)]
        own = {f"own_{key}": value for key, value in parts[0]["properties"].items()}
        parts[0].pop("additionalProperties", None)
        other = {"type": "object", "properties": own}
        return {"allOf": [parts[0], other]}

    def flat(self) -> Any:
        """Return a schema of an object whose members are scalars."""
        made = {n: self.scalar() for n in self._rng.sample(NAMES[:4], 2)}
        return {"type": "object", "properties": made}

    def scalars(self) -> Any:
        """Return a schema of a list of scalars."""
        return {"type": "array", "items": self.scalar()}
