"""Replace what no style of a parameter can write: objects inside lists and objects.

OpenAPI's styles are those of RFC 6570, which has no form for a list or an object inside
another one, and Swagger 2.0 has separators that OpenAPI 3 does not have. Such a value
is a string, which the caller writes as the vendor reads it, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import contents, is_json, preferred
from ..document.references import Resolver
from ..load import SpecMap, pick
from .generation_report import GenerationReport, Subject

STYLES: Final[Mapping[str, tuple[str, ...]]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""The styles of each location (OpenAPI 3.2, section "Style Values")."""
STRUCTURED: Final = frozenset({"object", "array"})
DATA: Final = ("default", "example", "examples", "enum", "const")
"""What a schema or parameter has of values of its own form."""
MAX_NESTED: Final = 8
"""How deep choices inside choices are followed."""


class ParameterStyles:
    """Replace what cannot be written, with a row of the report for each.

    Args:
        tree: the document.
        report: records what is replaced.
    """

    def __init__(self, tree: Any, report: GenerationReport) -> None:
        self._resolver = Resolver(tree)
        self._report = report

    def check(self, subject: Subject, parameter: Any) -> None:
        """Leave a parameter with a style and a schema that can be written."""
        style = parameter.get("style")
        if style is not None and style not in STYLES[parameter["in"]]:
            del parameter["style"]
            detail = f"{style} is not a style of {parameter['in']} parameters"
            self._record(subject, detail, "written in the default style", parameter)
        self._check_content(subject, parameter)
        separator = parameter.pop("collectionFormat", None)
        if "schema" not in parameter or parameter.get("style") == "deepObject":
            return
        schema = self._resolver.soft_target(parameter["schema"])
        if separator is not None:
            detail = f"separated by {separator}"
            self._replace(subject, parameter, _text(schema), detail)
            return
        kinds = self._kinds(schema)
        if "array" in kinds and self._kinds(schema.get("items")) & STRUCTURED:
            fresh = pick(schema, *(k for k in schema if k not in DATA))
            fresh["items"] = _text(schema["items"])
            self._replace(subject, parameter, fresh, "lists or objects in a list")
        elif "object" in kinds:
            self._check_members(subject, parameter, schema)

    def _check_content(self, subject: Subject, parameter: Any) -> None:
        """Declare text for a parameter whose content is not JSON."""
        content = parameter.get("content") or {}
        media = preferred(content)
        if media is None or is_json(media) or "schema" in parameter:
            return
        schema = self._resolver.soft_target(content[media].get("schema", {}))
        kinds = self._kinds(schema)
        parameter["schema"] = _text(schema) if kinds - {"string"} else schema
        del parameter["content"]
        if kinds & STRUCTURED:
            self._replace(subject, parameter, parameter["schema"], f"content {media}")

    def _check_members(self, subject: Subject, parameter: Any, schema: Any) -> None:
        """Leave an object with members that can be written."""
        # Exploded in a query, a list is its member's name repeated.
        repeats = parameter["in"] == "query" and parameter.get("explode", True)
        bad = STRUCTURED - {"array"} if repeats else STRUCTURED
        members = schema.get("properties", {})
        texts = {n: _text(m) for n, m in members.items() if self._kinds(m) & bad}
        if texts:
            fresh = pick(schema, *(k for k in schema if k not in DATA))
            fresh["properties"] = pick(members, **{**members, **texts})
            detail = f"lists or objects in {', '.join(texts)}"
            self._replace(subject, parameter, fresh, detail)

    def check_form(self, subject: Subject, operation: Any) -> None:
        """Leave a form with members whose separators can be written."""
        for content in contents({"requestBody": operation.get("requestBody")}):
            for media in content.values():
                members = media.get("schema", {}).get("properties", {})
                for name, member in members.items():
                    separator = member.pop("collectionFormat", None)
                    if separator is not None:
                        members[name] = _text(member)
                        detail = f"{name} is separated by {separator}"
                        self._record(subject, detail, "a string", member)

    def _kinds(self, schema: Any, depth: int = 0) -> set[str]:
        """Return the JSON types that a value of the schema may have."""
        node = self._resolver.soft_target(schema)
        if not isinstance(node, dict) or depth > MAX_NESTED:
            return set()
        if (kinds := node.get("type")) is not None:
            return {kinds} if isinstance(kinds, str) else set(kinds)
        if "properties" in node or "additionalProperties" in node:
            return {"object"}
        if "items" in node:
            return {"array"}
        return {k for each in _parts(node) for k in self._kinds(each, depth + 1)}

    def _replace(
        self, subject: Subject, parameter: Any, schema: SpecMap, detail: str
    ) -> None:
        """Give a parameter another schema, which its examples do not fit."""
        parameter["schema"] = schema
        for key in DATA:
            parameter.pop(key, None)
        self._record(subject, detail, "a string that the caller writes", parameter)

    def _record(self, subject: Subject, detail: str, done: str, at: Any) -> None:
        self._report.degrade(subject, "style", detail, at=at, done=done)


def _parts(node: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("allOf", "oneOf", "anyOf"):
        yield from node.get(word, ())


def _text(schema: Any) -> SpecMap:
    """Return the schema of a string in place of another one."""
    return pick(schema, "description", "deprecated", type="string")
