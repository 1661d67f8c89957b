"""Replace values that no parameter style can serialize, such as objects in lists.

OpenAPI's styles are those of RFC 6570, which cannot serialize a list or an object
inside another one. Swagger 2.0 has separators that OpenAPI 3 does not support. In
both cases the parameter becomes a string, so that the caller must serialize its value,
and the report gets a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...document import base_type, contents, is_json, preferred
from ...document.references import Resolver
from ...load import SpecMap, location_of, pick
from ..report import GenerationReport, Subject
from .media_type_choice import FORMS, MULTIPART

STYLES: Final[Mapping[str, tuple[str, ...]]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
"""The allowed styles for each location (OpenAPI 3.2, section "Style Values")."""
STRUCTURED: Final = frozenset({"object", "array"})
DATA: Final = ("default", "example", "examples", "enum", "const")
"""Members with values that are no longer valid if the schema becomes a string."""
MAX_NESTED: Final = 8
"""The maximum nesting of `allOf`, `oneOf` and `anyOf` that is followed."""


class ParameterStyles:
    """Replace the values that cannot be serialized, and report each of them.

    Args:
        tree: the document.
        report: records the replaced schemas.
    """

    def __init__(self, tree: Any, report: GenerationReport) -> None:
        self._resolver = Resolver(tree)
        self._report = report

    def check(self, subject: Subject, parameter: Any) -> None:
        """Change the style and schema of a parameter so that it can be serialized."""
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
        # In an exploded query object, the name of a list is repeated for each item.
        repeats = parameter["in"] == "query" and parameter.get("explode", True)
        if found := self._written(schema, repeats=repeats):
            self._replace(subject, parameter, *found)

    def _check_content(self, subject: Subject, parameter: Any) -> None:
        """Declare text as the content of a parameter whose content is not JSON."""
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

    def _written(self, schema: Any, *, repeats: bool) -> tuple[SpecMap, str] | None:
        """Return a schema with strings for unsupported values, and describe the values.

        The result is None if all values are supported.

        Args:
            schema: the schema, not a reference.
            repeats: whether a list inside an object can be serialized.
        """
        kinds, fresh = self._kinds(schema), SpecMap(location_of(schema))
        fresh |= {key: value for key, value in schema.items() if key not in DATA}
        if "array" in kinds and self._kinds(schema.get("items")) & STRUCTURED:
            fresh["items"] = _text(schema["items"])
            return fresh, "lists or objects in a list"
        if "object" not in kinds:
            return None
        bad = STRUCTURED - {"array"} if repeats else STRUCTURED
        members = schema.get("properties", {})
        texts = {n: _text(m) for n, m in members.items() if self._kinds(m) & bad}
        if texts:
            fresh["properties"] = pick(members, **{**members, **texts})
        names = list(texts)
        if self._kinds(extras := schema.get("additionalProperties")) & bad:
            fresh["additionalProperties"] = _text(extras)
            names.append("further members")
        return (fresh, f"lists or objects in {', '.join(names)}") if names else None

    def check_form(self, subject: Subject, operation: Any) -> None:
        """Change the styles and separators of a form so that it can be serialized."""
        for content in contents({"requestBody": operation.get("requestBody")}):
            for name, media in content.items():
                if base_type(name) in FORMS:
                    joined = base_type(name) == MULTIPART
                    self._check_form(subject, media, joined=joined)

    def _check_form(self, subject: Subject, form: Any, *, joined: bool) -> None:
        """Replace those members of a form that cannot be serialized.

        Args:
            subject: the subject of the body.
            form: the media type object of the form.
            joined: whether a style applies only to lists that are sent as one part.
        """
        schema = self._resolver.soft_target(form.get("schema")) or {}
        members = schema.get("properties", {})
        changed = {}
        for name, member in members.items():
            fact = form.get("encoding", {}).get(name, {})
            node = self._resolver.soft_target(member)
            separator = node.get("collectionFormat")
            style = fact.get("style", "form")
            explode = fact.get("explode", style == "form")
            detail = ""
            if separator is not None:
                changed[name], detail = _text(node), f"separated by {separator}"
            elif not _has_style(fact):
                continue
            elif not joined or (not explode and "array" in self._kinds(node)):
                found = self._written(node, repeats=explode)
                changed[name], detail = found or (member, "")
            if detail:
                self._record(subject, f"{name}: {detail}", "a string", node)
        if any(changed[name] is not members[name] for name in changed):
            properties = pick(members, **{**members, **changed})
            form["schema"] = pick(schema, **{**schema, "properties": properties})
            form.pop("example", None)

    def _kinds(self, schema: Any, depth: int = 0) -> set[str]:
        """Return the JSON types that a value of the schema can have."""
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
        """Replace the schema of a parameter, and remove examples of the old schema."""
        parameter["schema"] = schema
        for key in DATA:
            parameter.pop(key, None)
        self._record(subject, detail, "a string that the caller writes", parameter)

    def _record(self, subject: Subject, detail: str, done: str, at: Any) -> None:
        self._report.degrade(subject, "style", detail, at=at, done=done)


def _has_style(encoding: Any) -> bool:
    """Return whether a form member declares a style other than `deepObject`."""
    styled = not encoding.keys().isdisjoint(("style", "explode"))
    return styled and encoding.get("style") != "deepObject"


def _parts(node: Mapping[str, Any]) -> Iterator[Any]:
    for word in ("allOf", "oneOf", "anyOf"):
        yield from node.get(word, ())


def _text(schema: Any) -> SpecMap:
    """Return the string schema that replaces a schema."""
    return pick(schema, "description", "deprecated", type="string")
