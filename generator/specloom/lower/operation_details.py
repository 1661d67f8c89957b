"""Lower what the docstring of a method says besides its arguments.

The details are the description next to the summary, the result, the errors that the
document declares, the link to the vendor's page, and why an operation is deprecated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specloom_runtime.calls.error_rules import BY_NAME, error_class
from specloom_runtime.core.errors import ApiError

from ..document import Node, Operation, value_notes, wire_location
from ..ir import Argument, OperationDetails, RaisedError
from ..names import words
from ..vocabulary import keys
from .argument_places import place_of
from .error_codes import declared_codes
from .pagination import PaginationFacts

# fmt: off
NO_MEANING = frozenset({
    "a", "accepted", "an", "and", "content", "created", "default", "expected", "no",
    "of", "ok", "okay", "operation", "request", "response", "result", "returned",
    "status", "succeeded", "success", "successful", "successfully", "the", "was",
    "with", "200", "201", "202", "204",
})
# fmt: on
"""Words of the descriptions of responses that only say that a call succeeded."""
MAX_EMPTY = 60
"""The maximum length of a description that only says that a call succeeded."""
ONE_BY_ONE = "A pager that yields the items and requests each page when it is needed."
MANY = 3
"""The number of statuses at which a common description says nothing about a status."""


RULES: Mapping[str, str] = {
    "at-least-one": "At least one of these is required: {}.",
    "all-or-none": "Give all or none of these: {}.",
    "at-most-one": "Give at most one of these: {}.",
}
"""The sentence for each rule about arguments."""


@dataclass(frozen=True)
class DetailFacts:
    """The details of one operation.

    Attributes:
        arguments: the arguments of the method.
    """

    operation: Operation
    pagination: PaginationFacts
    arguments: tuple[Argument, ...]

    def details(self) -> OperationDetails:
        """Return the details of the operation."""
        return OperationDetails(
            further=self._further(),
            notes=tuple(self._notes()),
            returns=self._returns(),
            raises=(*self._raises(), *self._raised_by_code()),
            link=self._link(),
            deprecation=value_notes.deprecation_note(self.operation.node),
        )

    def _further(self) -> str:
        """Return the description if it says more than the summary."""
        node = self.operation.node
        summary, text = (_text(node.get(key)) for key in ("summary", "description"))
        repeated = text.rstrip(".").casefold() == summary.rstrip(".").casefold()
        return "" if not summary or repeated else text

    def _notes(self) -> Iterator[str]:
        """Yield sentences about the arguments together, and about the pages."""
        names = {place_of(each): each.name for each in self.arguments}
        for rule in self.operation.node.get(keys.ARGUMENT_RULES, ()):
            for word, places in rule.items():
                known = [names[at] for at in map(wire_location, places) if at in names]
                if word in RULES and known:
                    yield RULES[word].format(", ".join(known))
        pages = self.pagination.pages()
        last = getattr(pages, "last", None)
        if last is not None:
            kind = "offset" if hasattr(pages, "offset") else "page number"
            yield f"The vendor serves no {kind} above {last:,}."

    def _returns(self) -> str:
        """Return the description of the result; "" if nothing is known about it."""
        said = (self._response_text(status) for status in self.operation.successes)
        text = next(filter(None, said), "")
        if self.pagination.pages() is None:
            return text if self.operation.success else ""
        return f"{ONE_BY_ONE} {text}".strip()

    def _response_text(self, status: str) -> str:
        """Return the description of a response; "" if it only says `OK`."""
        responses: Node = self.operation.node["responses"]
        node = responses.get(status) or responses.get(status.lower()) or {}
        text = _text(node.get("description"))
        if len(text) > MAX_EMPTY or not NO_MEANING.issuperset(words(text)):
            return text
        return ""

    def _raises(self) -> Iterator[RaisedError]:
        """Yield the error class of each declared status, sorted by status."""
        responses: Node = self.operation.node.get("responses") or {}
        failures = sorted(
            status
            for status in responses
            if status.upper() not in self.operation.successes
            and not status.startswith(("1", "2", "3"))
        )
        texts = {status: self._response_text(status) for status in failures}
        times = Counter(texts.values())
        for status in failures:
            name, shown, usual = _error(status)
            text = texts[status] if times[texts[status]] < MANY else ""
            if status == "default" and not text:
                continue
            yield RaisedError(name=name, description=f"{shown}{text or usual}")

    def _raised_by_code(self) -> Iterator[RaisedError]:
        """Yield the error class of each code that an error scheme has a class for.

        If the tags of the operation declare codes, the others are left out.
        """
        fact = self.operation.extension(keys.ERRORS) or {}
        classes: dict[str, str] = dict(fact.get("classes", {}))
        for rule in fact.get("rules", ()):
            match rule:
                case {
                    "class": str(kind),
                    "code": place,
                    "when": {"location": str(at), "equals": str(code)},
                } if at in ([place] if isinstance(place, str) else place):
                    classes.setdefault(code, kind)
        tags = self.operation.node.get("tags", ())
        declared = declared_codes(self.operation.spec, tags) or classes
        codes: dict[str, list[str]] = {}
        for code in (each for each in classes if each in declared):
            kind = classes[code]
            codes.setdefault(BY_NAME[kind].__name__, []).append(code)
        for name, each in codes.items():
            noun = "Code" if len(each) == 1 else "Codes"
            notes = f"{noun} {', '.join(each)}."
            yield RaisedError(name=name, description="", notes=notes)

    def _link(self) -> str:
        """Return the URL of the vendor's page about the operation, if there is one."""
        tags = self.operation.spec.tags
        named = (tags.get(name, {}) for name in self.operation.node.get("tags", ()))
        for node in (self.operation.node, *named):
            if url := _url(node.get("externalDocs")):
                return url
        return ""


def _error(status: str) -> tuple[str, str, str]:
    """Return the error class of a status, how the status is shown, and its meaning."""
    if not status.isdigit():
        kind = BY_NAME["server"] if status.upper() == "5XX" else ApiError
        shown = "Any other status: " if status == "default" else f"{status.upper()}: "
        return kind.__name__, shown, "the vendor responded with an error."
    kind = error_class(int(status))
    usual = str(kind.__doc__ or "").splitlines()[0].partition(": ")[2]
    return kind.__name__, f"{status}: ", usual or "the vendor responded with an error."


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _url(node: Any) -> str:
    """Return the URL of external documentation, if a browser can open it."""
    url = node.get("url") if isinstance(node, Mapping) else None
    return (
        url if isinstance(url, str) and url.startswith(("http://", "https://")) else ""
    )
