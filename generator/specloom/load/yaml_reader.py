"""Read YAML with the C parser, following the rules of YAML 1.2.

Dates, `yes` and `no` are strings. Aliases are expanded up to a limit. Merge keys (`<<`)
are supported, because files still use them, although YAML 1.2 removed them. Only the
tags of the core schema are supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import yaml
from yaml import events

from ..errors import SourceLocation
from ..messages import Message, Text
from .source_tree import SpecList, SpecMap, deep_copy
from .tree_builder import MAX_DEPTH, TOO_DEEP, TreeBuilder

MAX_ALIASED = 250_000
"""The maximum number of nodes that aliases may add to a document."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OTHER_STARTS = frozenset("~nNtTfF+-.0123456789")
"""The first characters of null, booleans and numbers."""
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_CORE = "tag:yaml.org,2002:"
_TEXT = ("!", f"{_CORE}str")
_SCALARS = frozenset(f"{_CORE}{kind}" for kind in ("int", "float", "bool", "null"))
_MERGE = "<<"
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class _NoNumber:
    """The value of an anchor on a number that is left out."""

    text: str


class YamlReader:
    """Build a tree in one pass over the events of the parser."""

    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self._text = text
        self._builder = builder
        self._anchors: dict[str, Any] = {}
        self._open: list[str | None] = []
        self._merges: list[SourceLocation | None] = []
        self._documents = 0
        self._aliased = 0

    def read(self) -> Any:
        """Return the tree of the document.

        Raises:
            SpecError: the text is not valid YAML; the problem has a location.
        """
        if control := _CONTROL.search(self._text):
            self._fail_at_control(control)
        parser = yaml.CSafeLoader(self._text)
        try:
            while not isinstance(event := parser.get_event(), events.StreamEndEvent):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._fail_to_parse(error)
        finally:
            parser.dispose()
        if self._documents == 0:
            start = self._builder.location(0, 0)
            self._builder.fail(start, Message.EMPTY(expected="a document"))
        return self._builder.finish()

    def _fail_at_control(self, found: re.Match[str]) -> NoReturn:
        before = self._text[: found.start()]
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        message = Message.CONTROL_CHARACTER(code=ord(found[0]))
        self._builder.fail(self._builder.location(line, column), message)

    def _fail_to_parse(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        where = (mark.line, mark.column) if mark else (0, 0)
        message = Message.INVALID_YAML(reason=error.problem or error.context)
        self._builder.fail(self._builder.location(*where), message)

    def _take(self, event: Any) -> None:
        match event:
            case events.ScalarEvent():
                self._scalar(event)
            case events.MappingStartEvent():
                self._start(SpecMap(self._location(event)), event, "map")
            case events.SequenceStartEvent():
                self._start(SpecList(self._location(event)), event, "seq")
            case events.MappingEndEvent() | events.SequenceEndEvent():
                self._end()
            case events.AliasEvent():
                self._alias(event)
            case events.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._fail(event, Message.SECOND_DOCUMENT())

    def _location(self, event: Any) -> SourceLocation:
        mark = event.start_mark
        return self._builder.location(mark.line, mark.column)

    def _fail(self, event: Any, message: Text) -> NoReturn:
        self._builder.fail(self._location(event), message)

    def _start(self, node: SpecMap | SpecList, event: Any, kind: str) -> None:
        if event.tag and event.tag != _CORE + kind:
            self._fail(event, Message.UNKNOWN_TAG(tag=event.tag))
        if self._builder.expects_key:
            self._fail(event, Message.KEY_NOT_A_STRING())
        self._builder.open(node)
        self._open.append(event.anchor)
        self._merges.append(None)

    def _end(self) -> None:
        node = self._builder.close()
        if merge := self._merges.pop():
            self._merge(node, merge)
        if anchor := self._open.pop():
            self._anchors[anchor] = node

    def _merge(self, node: Any, location: SourceLocation) -> None:
        """Add the members of the objects listed in `<<`, unless the node has them."""
        del node.key_locations[_MERGE]
        merged = node.pop(_MERGE, None)
        for source in merged if isinstance(merged, list) else [merged]:
            if not isinstance(source, SpecMap):
                self._builder.add_problem(location, Message.MERGE_NOT_AN_OBJECT())
                continue
            for key in [key for key in source if key not in node]:
                node.put(key, source[key], source.key_locations[key])

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if name in self._open:
            self._fail(event, Message.RECURSIVE_ALIAS(name=name))
        if name not in self._anchors:
            self._fail(event, Message.UNKNOWN_ALIAS(name=name))
        if self._builder.expects_key:
            self._fail(event, Message.ALIAS_AS_KEY())
        node = self._anchors[name]
        if isinstance(node, _NoNumber):
            self._builder.drop(self._location(event), node.text)
        else:
            self._expand(event, node)

    def _expand(self, event: Any, node: Any) -> None:
        depths = list(_depths(node, MAX_ALIASED - self._aliased + 1))
        self._aliased += len(depths)
        if self._aliased > MAX_ALIASED:
            self._fail(event, Message.TOO_MANY_ALIASED(most=MAX_ALIASED))
        if self._builder.depth + max(depths) >= MAX_DEPTH:
            self._fail(event, TOO_DEEP)
        self._builder.add_value(deep_copy(node), self._location(event))

    def _scalar(self, event: Any) -> None:
        tag, location = event.tag, self._location(event)
        if tag and tag not in _TEXT and tag not in _SCALARS:
            self._fail(event, Message.UNKNOWN_TAG(tag=tag))
        if self._builder.expects_key:
            if event.value == _MERGE and not event.style:
                self._merges[-1] = location
            self._builder.set_key(event.value, location)
            return
        plain = tag in _SCALARS or not (event.style or tag)
        plain = plain and (not event.value or event.value[0] in _OTHER_STARTS)
        if plain and _NO_NUMBER.fullmatch(event.value):
            self._builder.drop(location, event.value)
            if event.anchor:
                self._anchors[event.anchor] = _NoNumber(event.value)
            return
        value = self._plain_scalar(event.value, location) if plain else event.value
        if event.anchor:
            self._anchors[event.anchor] = value
        text = None if isinstance(value, str) else event.value
        self._builder.add_value(value, location, text)

    def _plain_scalar(
        self, text: str, location: SourceLocation
    ) -> str | int | float | Decimal | None:
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if _NUMBER.fullmatch(text):
            return self._builder.number(text, location)
        if _RADIX.fullmatch(text):
            return int(text, 0)
        return text


def _depths(node: Any, limit: int) -> Iterator[int]:
    """Yield the depth of each node of a tree, for at most `limit` nodes."""
    waiting = [(node, 0)]
    while waiting and limit > 0:
        limit -= 1
        top, depth = waiting.pop()
        yield depth
        if isinstance(top, dict):
            waiting.extend((value, depth + 1) for value in top.values())
        elif isinstance(top, list):
            waiting.extend((value, depth + 1) for value in top)
