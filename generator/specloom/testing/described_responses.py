"""The responses that a description declares for one operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specloom_runtime.core.media_types import base_type, is_json

from .description import STREAMS


@dataclass(frozen=True)
class DescribedResponses:
    """The responses of one operation.

    Attributes:
        spec: the description.
        declared: the responses; the keys are statuses such as `200` or `2XX`.
        content: returns the content that a response documents.
        paged: whether the operation returns pages.
    """

    spec: Any
    declared: Mapping[str, Any]
    content: Callable[[Any], Any]
    paged: bool

    def success(self) -> tuple[int, Any]:
        """Return the status and the content of the first successful response."""
        return next(self.successes(), (200, None))

    def successes(self) -> Iterator[tuple[int, Any]]:
        """Yield the status and the content of each successful response."""
        declared = {int(s) for s, _ in self.declared_successes() if s.isdigit()}
        # These two never have a body (RFC 9110, section 15.3).
        empty = {204, 205}
        other = next((n for n in range(200, 300) if n not in declared | empty), None)
        for status, response in self.declared_successes():
            number = int(status) if status.isdigit() else other
            if number is not None:
                yield number, None if number in empty else self.content(response)

    def media_types(self) -> set[str]:
        """Return the media types of all successful responses."""
        return {
            m for _, each in self.declared_successes() for m in each.get("content", {})
        }

    def declared_successes(self) -> list[tuple[str, Any]]:
        """Return the successful responses, each with its status (`200`, `2XX`)."""
        responses = sorted(self.declared.items())
        found = [(s, each) for s, each in responses if s.startswith("2")]
        if found or any(s.startswith("3") for s, _ in responses):
            return found
        declared = [each.get("content") for s, each in responses if s != "default"]
        return [
            (s, each)
            for s, each in responses
            if s == "default" and each.get("content") not in declared
        ]

    def schemas(self) -> Iterator[Any]:
        """Yield the schema of each successful JSON response."""
        for _, response in self.declared_successes():
            for media, node in response.get("content", {}).items():
                if is_json(media):
                    yield node.get("schema", {})
                    break

    def components(self) -> Iterator[str]:
        """Yield the component of each successful response.

        The value is "" if the response is not a component with properties.
        """
        known = self.spec.get("components", {}).get("schemas", {})
        for _, response in self.declared_successes():
            content = response.get("content", {})
            schemas = [n.get("schema", {}) for m, n in content.items() if is_json(m)]
            name = str((schemas or [{}])[0].get("$ref", "")).rpartition("/")[2]
            node = known.get(name, {})
            choices = {"allOf", "oneOf", "anyOf", "discriminator"} & node.keys()
            yield name if "properties" in node and not choices else ""

    @property
    def are_in_parts(self) -> bool:
        """Whether the responses are pages or streams of items."""
        media_types = self.media_types()
        streamed = any(base_type(media) in STREAMS for media in media_types)
        return streamed or self.paged

    def errors(self) -> Iterator[tuple[int, Any]]:
        """Yield the status and the content of each documented error."""
        for status, response in self.declared.items():
            if status.isdigit() and int(status) >= 400:
                yield int(status), self.content(response)
