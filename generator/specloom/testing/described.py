"""A description as a judge reads it: operations by name, samples by schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yaml import CSafeLoader, load

from .samples import Samples

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class _Text(CSafeLoader):
    """YAML whose dates stay text, as JSON has them."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if not tag.endswith("timestamp")]
    for first, rules in CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def document(spec: str) -> Any:
    """The description at a path relative to the project, found upwards from here."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / spec).is_file():
            return load((folder / spec).read_text("utf-8"), _Text)
    raise FileNotFoundError(spec)


_SAMPLES: dict[int, Samples] = {}
"""By the identity of their description, which they keep alive."""


@dataclass(frozen=True)
class Described:
    """One operation of a description."""

    spec: Any
    path: str
    method: str
    node: Any

    @classmethod
    def named(cls, spec: Any, resource: str, action: str) -> Described:
        """The operation that is called so.

        A client's attribute may have an underscore more than the resource.
        """
        names = (f"{resource}.{action}", f"{resource.rstrip('_')}.{action}")
        for path, item in spec["paths"].items():
            further = item.get("x-specloom-additional-operations", {})
            for method, node in {**item, **further}.items():
                known = method in METHODS or method in further
                if known and node.get("x-specloom-name") in names:
                    return cls(spec, path, method, node)
        raise AssertionError(f"no operation is called {names[0]}")

    @property
    def plain_path(self) -> str:
        """The path without the query or fragment that some put into its name."""
        return re.split("[?#]", self.path)[0]

    def fact(self, concern: str) -> Any:
        """What is said of a concern, its scheme filled in."""
        said = self.node.get(f"x-specloom-{concern}")
        schemes = self.spec.get(f"x-specloom-{concern}", {})
        if isinstance(said, str):
            return schemes[said]
        if isinstance(said, Mapping) and "scheme" in said:
            return _over(schemes[said["scheme"]], said)
        return said

    def resolved(self, schema: Any) -> Any:
        """The schema with references, null and one level of allOf taken away."""
        while isinstance(schema, Mapping) and "$ref" in schema:
            schema = self.spec["components"]["schemas"][schema["$ref"].split("/")[-1]]
        for word in ("anyOf", "oneOf"):
            for choice in schema.get(word, ()):
                if choice.get("type") != "null":
                    return self.resolved(choice)
        if "allOf" not in schema:
            return schema
        merged: dict[str, Any] = {**schema, "properties": {}, "required": []}
        del merged["allOf"]
        for part in (*schema["allOf"], {**schema, "allOf": []}):
            inner = part if not part.get("allOf", [1]) else self.resolved(part)
            merged["properties"].update(inner.get("properties", {}))
            merged["required"] += inner.get("required", [])
        return {"type": "object", **merged}

    def kind(self, parameter: Any) -> str:
        """The JSON type of a parameter, "" where none is said."""
        kinds = self.resolved(parameter.get("schema", {})).get("type", "")
        return (
            kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
        )

    @property
    def samples(self) -> Samples:
        """Where the samples of this description come from."""
        known = _SAMPLES.get(id(self.spec))
        if known is None:
            known = _SAMPLES[id(self.spec)] = Samples(self.spec)
        return known

    def sample(self, schema: Any) -> Any:
        """A value the schema allows; optional parts end at some depth."""
        return self.samples.of(schema)

    def satisfiable(self, schema: Any) -> bool:
        """Whether some value is known that the schema allows: not all have one."""
        return self.samples.allows(schema, self.sample(schema))

    def schemas(self) -> dict[str, Any]:
        """The schema of each parameter and body member, by squeezed name."""
        found = {
            squeezed(each.get("x-specloom-name") or each["name"]): each.get("schema")
            for each in self.node.get("parameters", ())
        }
        for media in self.node.get("requestBody", {}).get("content", {}).values():
            schema = self.resolved(media.get("schema", {}))
            for name, member in schema.get("properties", {}).items():
                called = self.resolved(member).get("x-specloom-name") or name
                found.setdefault(squeezed(called), member)
        return {name: schema for name, schema in found.items() if schema}

    def success(self) -> tuple[int, Any]:
        """The status and the documented (or sampled) JSON of a success."""
        for status, response in sorted(self.node.get("responses", {}).items()):
            if status.upper().startswith("2"):
                code = int(status) if status.isdigit() else 200
                return code, self.content(response)
        return 200, None

    def answered(self) -> set[str]:
        """The media types of every success."""
        return {
            media
            for status, response in self.node.get("responses", {}).items()
            if status.upper().startswith("2")
            for media in response.get("content", {})
        }

    def content(self, response: Any) -> Any:
        """The JSON a response documents: its example, else a sample; None without."""
        for media, said in response.get("content", {}).items():
            base = media.split(";")[0].strip().lower()
            if base in LINES or (base in STREAMS and "x-specloom-stream" in said):
                return Raw(base, self._streamed(base, _streamed_item(said)))
            if is_json(media):
                if "example" in said:
                    return said["example"]
                return self.sample(said.get("schema", {}))
        for media in response.get("content", {}):
            return Raw(media.split(";")[0].replace("*", "plain"), b"te xt")
        return None

    def _streamed(self, media: str, item: Any) -> bytes:
        """Two items as a stream of the media type carries them."""
        if media != STREAMS[0]:
            return 2 * (json.dumps(self.sample(item)).encode() + b"\n")
        # An event's data is text, which may have a schema; or the event is its data.
        data = self.resolved(item).get("properties", {}).get("data", {})
        inner = self.resolved(data).get("contentSchema", None if data else item)
        text = "te xt" if inner is None else json.dumps(self.sample(inner))
        return 2 * f"data: {text}\n\n".encode()

    def errors(self) -> Iterator[tuple[int, Any]]:
        """Every documented error, as status and JSON."""
        for status, response in self.node.get("responses", {}).items():
            if status.isdigit() and int(status) >= 400:
                yield int(status), self.content(response)

    def body(self) -> Any:
        """The JSON of a request: the documented one, else a sample."""
        return self.content(self.node.get("requestBody", {}))

    def form(self) -> Any:
        """A sample of a body that is written as a form; None for another body."""
        for media, said in self.node.get("requestBody", {}).get("content", {}).items():
            if "form" in media:
                return self.sample(said.get("schema", {}))
        return None


def _streamed_item(said: Any) -> Any:
    """The schema of one item: told, or that of a list's items, or of the whole."""
    schema = said.get("schema", {})
    return said.get("x-specloom-stream", schema.get("items", schema))


def _over(base: Any, over: Any) -> Any:
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return over
    keys = dict.fromkeys([*base, *over])
    return {k: _over(base.get(k), over[k]) if k in over else base[k] for k in keys}


LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
STREAMS = ("text/event-stream", *LINES)


@dataclass(frozen=True)
class Raw:
    """A message that is no JSON."""

    media: str
    data: bytes


def is_json(media: str) -> bool:
    """Whether a media type is JSON, by its name or by its suffix."""
    base = re.split("[;,]", media)[0].strip().lower()
    return base in ("application/json", "text/json") or base.endswith("+json")


def squeezed(name: str) -> str:
    """A name's letters and digits alone: how an argument finds its wire name."""
    return "".join(c for c in name.lower() if c.isalnum())


def at(value: Any, location: str) -> Any:
    """What a body location leads to in a JSON value; None where nothing is."""
    for step in location.partition("#/")[2].split("/"):
        if step:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def put(value: Any, location: str, new: Any) -> Any:
    """The JSON value with something else at a body location."""
    names = [step for step in location.partition("#/")[2].split("/") if step]
    if not names:
        return new
    top = dict(value or {})
    node = top
    for name in names[:-1]:
        node[name] = dict(node.get(name) or {})
        node = node[name]
    if new is None:
        node.pop(names[-1], None)
    else:
        node[names[-1]] = new
    return top
