"""Keep the comments of names.yaml when it is written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

import yaml

from .yaml_writer import write_lines

_WRITTEN = "# Names frozen by `specloom normalize` for "
"""The start of the comment that Specloom writes at the top of the file."""
_WRITTEN_LINES = 3


@dataclass(frozen=True, kw_only=True)
class NamesComments:
    """The comments that a user wrote in names.yaml.

    Attributes:
        top: the lines above the first entry that a blank line separates from it.
        above: the lines above or in each entry; the keys are those of the file.
        after: the comment after each entry, on the same line.
        end: the lines after the last entry.
    """

    top: tuple[str, ...] = ()
    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    end: tuple[str, ...] = ()

    def moved(self, keys: Mapping[str, str]) -> NamesComments:
        """Return the comments with other keys: new ones by the present ones."""
        return replace(
            self,
            above={keys.get(key, key): lines for key, lines in self.above.items()},
            after={keys.get(key, key): text for key, text in self.after.items()},
        )


NO_COMMENTS = NamesComments()


def read_comments(text: str) -> NamesComments:
    """Return the comments in the text of a valid names.yaml.

    The comment that Specloom writes at the top is not among them. Comments in an
    object that is written in braces are ignored.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if lines and lines[0].startswith(_WRITTEN):
        lines[:_WRITTEN_LINES] = [""] * _WRITTEN_LINES
    if not any("#" in line for line in lines):
        return NO_COMMENTS
    root = yaml.compose("\n".join(lines), Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return NO_COMMENTS
    return _Reader(lines, root).read()


def write_names(
    members: Mapping[str, Any], comments: NamesComments = NO_COMMENTS
) -> str:
    """Return the members of names.yaml as YAML, with the comments of the entries.

    Args:
        members: the value of each key, in the order of the file.
        comments: the comments; those of other keys are left out.
    """
    if comments == NO_COMMENTS:
        return write_lines(members)
    blocks = [f"{line}\n" for line in comments.top]
    blocks += ["\n"] if comments.top else []
    blocks += [_entry(key, value, comments) for key, value in members.items()]
    return "".join([*blocks, *(f"{line}\n" for line in comments.end)])


def _entry(key: str, value: Any, comments: NamesComments) -> str:
    text = write_lines({key: value})
    above = [*comments.above.get(key, ())]
    if after := comments.after.get(key):
        if text.count("\n") == 1:
            text = f"{text[:-1]}  {after}\n"
        else:
            above.append(after)
    return "".join([*(f"{line}\n" for line in above), text])


class _Reader:
    """Find to which entry each comment belongs."""

    def __init__(self, lines: list[str], root: yaml.MappingNode) -> None:
        self._lines = lines
        self._scalars = [(k.value, [k, *_leaves(v)]) for k, v in root.value]
        self._text_lines = {
            number
            for _, nodes in self._scalars
            for node in nodes
            for number in _later_lines(node)
        }

    def read(self) -> NamesComments:
        """Return the comments of all entries."""
        above: dict[str, tuple[str, ...]] = {}
        after: dict[str, str] = {}
        top: tuple[str, ...] = ()
        line = 0
        for number, (key, nodes) in enumerate(self._scalars):
            first = nodes[0].start_mark.line
            found = [*self._whole(range(line, first))]
            if number == 0:
                top, found = self._split(found, first)
            line = max(_last_line(node) for node in nodes) + 1
            found += self._whole(range(first, line))
            if texts := [*dict.fromkeys(self._after_texts(nodes))]:
                after[key] = texts.pop()
                found += texts
            if found:
                above[key] = tuple(found)
        end = tuple(self._whole(range(line, len(self._lines))))
        return NamesComments(top=top, above=above, after=after, end=end)

    def _whole(self, numbers: Iterable[int]) -> Iterator[str]:
        """Yield the comments that have lines of their own."""
        for number in numbers:
            line = self._lines[number].strip()
            if line.startswith("#") and number not in self._text_lines:
                yield line

    def _split(self, found: list[str], first: int) -> tuple[tuple[str, ...], list[str]]:
        """Return the comments above the last blank line, and those below it."""
        above = reversed(self._lines[:first])
        near = sum(1 for _ in takewhile(str.strip, above))
        kept = len(found) - min(near, len(found))
        return tuple(found[:kept]), found[kept:]

    def _after_texts(self, nodes: Iterable[yaml.Node]) -> Iterator[str]:
        """Yield the comments on the same lines as the texts of an entry."""
        for node in nodes:
            mark = node.end_mark
            is_on_line = mark.column > 0 and mark.line < len(self._lines)
            rest = self._lines[mark.line][mark.column :] if is_on_line else ""
            # The colon of a key, and the braces of an object, may be in between.
            if (comment := rest.lstrip(" \t:,}")).startswith("#"):
                yield comment.rstrip()


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the scalars in a node of a valid file, which is not nested deeply."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    else:
        yield node


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a scalar; a block scalar ends before the next line."""
    line: int = node.end_mark.line
    is_block = node.end_mark.column == 0 and line > node.start_mark.line
    return line - 1 if is_block else line


def _later_lines(node: yaml.Node) -> range:
    """Return the lines after the first one that contain the text of a scalar."""
    return range(node.start_mark.line + 1, _last_line(node) + 1)
