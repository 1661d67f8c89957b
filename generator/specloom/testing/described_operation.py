"""Read one operation of a description, and create samples for its messages."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from specloom_runtime.core.media_types import base_type, is_json

from .described_names import by_normalized, normalized_name, own_name
from .described_responses import DescribedResponses
from .description import JSON_LINES, METHODS, STREAMS, RawContent, parameter_schema
from .json_values import deep_merge, get_pointer, pointer_steps, without_text
from .samples import Samples, json_type

Change: TypeAlias = Callable[[Any, Any, int], Any]
"""A function that changes a sample, given its schema, the sample and a number."""
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_OPERATIONS: dict[int, tuple[Any, dict[str, DescribedOperation]]] = {}
"""Each description with its operations by name; the keys are ids of descriptions.

A description is stored so that it is not deleted, because its id could then be reused.
"""
_SAMPLES: dict[int, Samples] = {}
"""The samples of each description; the keys are ids of descriptions.

The samples refer to the description, so that its id is not reused.
"""


@dataclass(frozen=True)
class DescribedOperation:
    """One operation of a description."""

    spec: Any
    path: str
    method: str
    node: Any

    @classmethod
    def find(cls, spec: Any, resource: str, action: str) -> DescribedOperation:
        """Return the operation that has the given resource and action.

        The name of the resource can have an additional underscore, as in the attributes
        of clients.

        Raises:
            AssertionError: the description has no such operation.
        """
        known = _OPERATIONS.get(id(spec))
        if known is None:
            known = _OPERATIONS[id(spec)] = spec, dict(cls._by_name(spec))
        for name in (f"{resource}.{action}", f"{resource.rstrip('_')}.{action}"):
            if name in known[1]:
                return known[1][name]
        raise AssertionError(f"no operation is called {resource}.{action}")

    @classmethod
    def _by_name(cls, spec: Any) -> Iterator[tuple[str, DescribedOperation]]:
        for path, item in spec["paths"].items():
            further = item.get("x-specloom-additional-operations", {})
            for method, node in {**item, **further}.items():
                if method in METHODS or method in further:
                    yield node.get("x-specloom-name"), cls(spec, path, method, node)

    @property
    def plain_path(self) -> str:
        """The path without the query or fragment that some descriptions contain.

        Segments `.` and `..` are resolved, as in every URL (RFC 3986, section 5.2.4).
        """
        kept: list[str] = []
        segments = re.split("[?#]", self.path)[0].split("/")
        for segment in segments:
            if segment == "..":
                kept[1:] = kept[1:-1]
            elif segment != ".":
                kept.append(segment)
        return "/".join(kept)

    def extension(self, key: str) -> Any:
        """Return the value of a key `x-specloom-...`, with its scheme merged in."""
        own = self.node.get(f"x-specloom-{key}")
        schemes = self.spec.get(f"x-specloom-{key}", {})
        if isinstance(own, str):
            return schemes[own]
        if isinstance(own, Mapping) and "scheme" in own:
            return deep_merge(schemes[own["scheme"]], own)
        return own

    def resolve(self, schema: Any) -> dict[str, Any]:
        """Return a schema in which references, `allOf` and choices are merged."""
        return self.samples.first_variant(schema)

    def inner_schema(self, schema: Any, location: str) -> Any:
        """Return the schema at a location in a body, such as `body#/a/b`.

        Args:
            schema: the schema of the body.
            location: the location.
        """
        for step in pointer_steps(location):
            node = self.resolve(schema)
            inner = node.get("properties", {}).get(step)
            schema = node.get("additionalProperties", {}) if inner is None else inner
        return schema

    def json_type(self, parameter: Any) -> str:
        """Return the JSON type of a parameter: declared, or implied by keywords."""
        return json_type(self.resolve(parameter.get("schema", {})))

    @property
    def samples(self) -> Samples:
        """The samples of this description."""
        known = _SAMPLES.get(id(self.spec))
        if known is None:
            known = _SAMPLES[id(self.spec)] = Samples(self.spec)
        return known

    def sample(self, schema: Any) -> Any:
        """Return a valid value for the schema; optional parts are limited in depth."""
        return self.samples.sample(schema)

    def satisfiable(self, schema: Any) -> bool:
        """Return whether a valid value for the schema is known."""
        return self.samples.allows(schema, self.sample(schema))

    def argument_schemas(self) -> dict[str, Any]:
        """Return the schemas of parameters and body members.

        The keys are the normalized names of the arguments.
        """
        found = {
            self.argument_name(each): parameter_schema(each)
            for each in self.node.get("parameters", ())
        }
        for media in self.node.get("requestBody", {}).get("content", {}).values():
            schema = self.resolve(media.get("schema", {}))
            for name, member in schema.get("properties", {}).items():
                argument = self.resolve(member).get("x-specloom-name") or name
                found.setdefault(normalized_name(argument), member)
        return {name: schema for name, schema in found.items() if schema}

    def argument_name(self, parameter: Any) -> str:
        """Return the normalized name of a parameter's argument.

        If several parameters have the same name, the location is added to the name.
        """
        name = own_name(parameter)
        place = {"header": "headers", "cookie": "cookies"}
        within = place.get(parameter["in"], parameter["in"])
        return name + within if self._own_names[name] > 1 else name

    @cached_property
    def _own_names(self) -> Counter[str]:
        return Counter(own_name(each) for each in self.node.get("parameters", ()))

    def argument_of(self, parameter: Any, arguments: Mapping[str, Any]) -> Any:
        """Return the value of a parameter's argument; None unless there is exactly one.

        If the operation has a body, the argument of a parameter with the name `body`
        has the location in its name.
        """
        names = by_normalized(tuple(arguments))
        name = self.argument_name(parameter)
        given = names.get(name + parameter["in"]) or names.get(name, [])
        return arguments[given[0]] if len(given) == 1 else None

    def is_distinguished(self, argument: str, sample: Any) -> bool:
        """Return whether an argument must differ from others with the same sample.

        All path arguments must differ, so that exchanged values are detected. Arguments
        of other parameters must differ only if they are text without a leading digit,
        because vendors have rules that compare numbers and dates.
        """
        place = self._places.get(normalized_name(argument))
        text = isinstance(sample, str) and not sample[:1].isdigit()
        return place == "path" or (place is not None and text)

    @cached_property
    def _places(self) -> dict[str, str]:
        parameters = reversed(self.node.get("parameters", ()))
        return {self.argument_name(each): each["in"] for each in parameters}

    def servers(self) -> list[Any]:
        """Return the servers that the operation declares, or else those of its path."""
        own = self.node.get("servers") or self.spec["paths"].get(self.path, {})
        return list(own if isinstance(own, list) else own.get("servers", ()))

    def delimiters(self) -> dict[str, str]:
        """Return the separator between the values of each parameter; "" if it has none.

        The keys are the normalized names of arguments. A sample must not contain the
        separator, because it would not be escaped.
        """
        found: dict[str, str] = {}
        for each in self.node.get("parameters", ()):
            place, style = each["in"], each.get("style", "form")
            explode = each.get("explode", style == "form")
            known = DELIMITERS.get(style, "")
            if place == "header" or (place == "cookie" and not explode):
                known = ","
            elif style == "label":
                known = "." if explode else ""
            found[self.argument_name(each)] = known
        return found

    def without_form_delimiters(self, body: Any) -> Any:
        """Return a form in which no item of a list contains the list's separator."""
        body = dict(body) if isinstance(body, Mapping) else body
        for media, node in self.node.get("requestBody", {}).get("content", {}).items():
            for name, fact in (node.get("encoding") or {}).items():
                style = fact.get("style", "")
                known = DELIMITERS.get(style, "")
                if "multipart" in media and (style, fact.get("explode")) == (
                    "form",
                    False,
                ):
                    known = ","
                if isinstance(body, dict) and isinstance(body.get(name), list):
                    body[name] = without_text(body[name], known)
        return body

    @property
    def responses(self) -> DescribedResponses:
        """The responses of the operation."""
        declared = self.node.get("responses", {})
        paged = bool(self.extension("pagination"))
        return DescribedResponses(self.spec, declared, self.content, paged)

    @property
    def result_location(self) -> str | None:
        """The location of the result in the response; None if it is the response."""
        found: str | None = self.node.get("x-specloom-result") or None
        return found

    def result_content(self, content: Any) -> Any:
        """Return the result in the content of a response."""
        location = self.result_location
        return get_pointer(content, location) if location else content

    def content(self, response: Any) -> Any:
        """Return the documented content of a response or a request body.

        The content is an example or a sample as JSON, `RawContent` for another media
        type, or None if no content is documented.
        """
        for media, node in response.get("content", {}).items():
            base = base_type(media)
            if base in STREAMS:
                return RawContent(base, self.stream(base, node))
            if is_json(media):
                if "example" in node:
                    return node["example"]
                return self.sample(node.get("schema", {}))
        for media in response.get("content", {}):
            return RawContent(media.split(";")[0].replace("*", "plain"), b"te xt")
        return None

    def stream(self, media: str, node: Any, change: Change | None = None) -> bytes:
        """Return a stream of two items in the format of the media type.

        Args:
            media: the media type.
            node: the object of the media type.
            change: returns other values for the items; by default, they are equal.
        """
        item, is_events = _stream_item(node), media == STREAMS[0]
        # The data of an event is text, which may have a schema. If the item does not
        # declare `data`, it describes the data itself.
        members = self.resolve(item).get("properties", {}) if is_events else {}
        data = members.get("data", {})
        inner = self.resolve(data).get("contentSchema", None if data else item)
        sample = self.sample(inner)
        values = [
            change(inner, sample, number) if change else sample for number in range(2)
        ]
        texts = ["te xt" if inner is None else json.dumps(value) for value in values]
        form = "data: {}\n\n" if is_events else "{}\n"
        return "".join(map(form.format, texts)).encode()

    def body(self) -> Any:
        """Return the content of the request, which is an example or a sample.

        For JSON Lines, the result is a list.
        """
        content = self.node.get("requestBody", {}).get("content", {})
        for media, node in content.items():
            schema = node.get("schema", {})
            listed = "array" in self.samples.flatten(schema).get("type", ())
            if base_type(media) in JSON_LINES and listed:
                return node.get("example", self.samples.sample_items(schema, 2))
            if is_json(media) and isinstance(node.get("example"), dict):
                return self._completed(node["example"], schema)
        return self.content(self.node.get("requestBody", {}))

    def _completed(self, example: dict[str, Any], schema: Any) -> dict[str, Any]:
        """Return an example with all required members.

        Examples can lack the key and the version that an optimistic lock requires.
        """
        flat = self.samples.flatten(schema)
        known, required = flat.get("properties", {}), flat.get("required", ())
        missing = [name for name in required if name not in example and name in known]
        return {**example, **{name: self.sample(known[name]) for name in missing}}

    def further_members(self) -> dict[str, Any]:
        """Return an undeclared member, if a JSON body allows undeclared members."""
        for media, node in self.node.get("requestBody", {}).get("content", {}).items():
            if is_json(media):
                schema, body = node.get("schema", {}), self.body()
                flat = self.samples.flatten(schema)
                made = {"further": self.sample(flat.get("additionalProperties", {}))}
                known = isinstance(body, dict) and not made.keys() & flat.get(
                    "properties", {}
                )
                if known and self.samples.allows(schema, {**body, **made}):
                    return made
        return {}

    def form(self) -> Any:
        """Return a sample of a form that has members; None for any other body."""
        content = self.node.get("requestBody", {}).get("content", {})
        media = next(iter(content), "")
        if "form" not in media:
            return None
        sample = self.sample(content[media].get("schema", {}))
        return sample if isinstance(sample, Mapping) else None


def _stream_item(media: Any) -> Any:
    """Return the schema of an item in a stream.

    This is the schema that is declared for items, or else the schema of the items of a
    list, or else the whole schema of the media type.
    """
    schema = media.get("schema", {})
    return media.get("x-specloom-stream", schema.get("items", schema))
