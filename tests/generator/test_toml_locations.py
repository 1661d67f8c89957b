"""The locations in a TOML file are those at which its parts were written."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from specloom.project.toml_locations import KeyPath, toml_locations

KEYS = (
    "a",
    "b-c",
    "1",
    "_",
    '"d e"',
    "'f.g'",
    '"\\u00e9"',
    '"="',
    "'['",
    '"a#b"',
    '""',
)
VALUES = ("1", "1.5", "-1e9", "true", "1979-05-27 07:32:00", "12:30:00.5", "inf", "'x'")
VALUES += (
    '"a = [b] # {c}"',
    "'''\n[x]\ny = 1'''",
    '"""a\\"""\n] = "" """',
    "'}'",
    '""',
)
VALUES += ('"""quotes"" """', "''''two''''", '"\\\\"', '"\\""', "''")
SPACES = ("", " ", "\t")
LINES = ("", "# [no] = {header}", "  # '''", "\t")


@dataclass
class Writer:
    """Write random TOML, and record where each key and element is.

    Attributes:
        text: the text until now.
        found: the line and the column of each path.
    """

    random: Random
    text: str = ""
    found: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)

    def here(self) -> tuple[int, int]:
        return self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n")

    def add(self, *parts: str) -> None:
        self.text += "".join(parts)

    def space(self) -> None:
        self.add(self.random.choice(SPACES))

    def line(self) -> None:
        """End a line, perhaps with a comment, and begin another one."""
        self.space()
        for _ in range(self.random.randrange(3)):
            self.add(self.random.choice(LINES), "\n")
        if not self.text.endswith("\n"):
            self.add("\n")
        self.space()

    def keys(self, path: KeyPath) -> KeyPath:
        """Write a new key below a path, perhaps a dotted one, and return its path."""
        start = self.here()
        spelled = self.random.choice([k for k in KEYS if self.is_new(path, k)])
        self.add(spelled)
        path = (*path, self.decoded(spelled))
        self.found[path] = start
        if self.random.random() < 0.3:
            self.space()
            self.add(".")
            self.space()
            last = self.random.choice(KEYS)
            self.add(last)
            path = (*path, self.decoded(last))
            self.found[path] = start
        return path

    def is_new(self, path: KeyPath, spelled: str) -> bool:
        return (*path, self.decoded(spelled)) not in self.found

    @staticmethod
    def decoded(spelled: str) -> str:
        return next(iter(tomllib.loads(f"{spelled} = 1")))

    def pairs(self, path: KeyPath, depth: int) -> None:
        for _ in range(self.random.randrange(4)):
            self.pair(path, depth)
            self.line()

    def pair(self, path: KeyPath, depth: int) -> None:
        inside = self.keys(path)
        self.space()
        self.add("=")
        self.space()
        self.value(inside, depth)

    def value(self, path: KeyPath, depth: int) -> None:
        chosen = self.random.random()
        if depth == 0 or chosen < 0.5:
            self.add(self.random.choice(VALUES))
        elif chosen < 0.75:
            self.array(path, depth - 1)
        else:
            self.inline(path, depth - 1)

    def array(self, path: KeyPath, depth: int) -> None:
        self.add("[")
        for index in range(self.random.randrange(4)):
            self.line() if self.random.random() < 0.5 else self.space()
            self.found[*path, index] = self.here()
            self.value((*path, index), depth)
            self.space()
            self.add(",")
        self.line() if self.random.random() < 0.5 else self.space()
        self.add("]")

    def inline(self, path: KeyPath, depth: int) -> None:
        self.add("{")
        for index in range(self.random.randrange(4)):
            self.add("," if index else "")
            self.space()
            self.pair(path, depth)
            self.space()
        self.add("}")

    def document(self) -> None:
        self.pairs((), 3)
        for number in range(self.random.randrange(4)):
            start = self.here()
            if self.random.random() < 0.5:
                self.found[f"t{number}",] = self.found[f"t{number}", "x"] = start
                self.add(f"[t{number} . x]")
                self.line()
                self.pairs((f"t{number}", "x"), 3)
                continue
            self.found[f"t{number}",] = start
            for index in range(1 + self.random.randrange(3)):
                self.found[f"t{number}", index] = self.here()
                self.add(f"[[ t{number} ]]")
                self.line()
                self.pairs((f"t{number}", index), 3)
                if self.random.random() < 0.5:
                    self.found[f"t{number}", index, "sub"] = self.here()
                    self.add(f"[t{number}.sub]")
                    self.line()
                    self.pairs((f"t{number}", index, "sub"), 2)


def _paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    below = {each for key, one in items for each in _paths(one, (*path, key))}
    return {path, *below} - {()}


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_locations_are_where_the_parts_were_written(start: int) -> None:
    for seed in range(start, start + 100):
        writer = Writer(Random(seed))
        writer.document()
        found = toml_locations(writer.text)
        assert found == writer.found, f"seed {seed}:\n{writer.text}"
        assert set(found) == _paths(tomllib.loads(writer.text)), f"seed {seed}"


@pytest.mark.parametrize(
    ("text", "path", "location"),
    [
        ("\r\na = 1\r\n[b]\r\nc = [\r\n1,\r\n2]", ("b", "c", 1), (6, 1)),
        ("[a.b]\n[a]\nc = 1", ("a",), (1, 1)),
        ("[[a]]\n[[a.b]]\n[[a.b]]\nc=1\n[[a]]\n[a.d]\ne=1", ("a", 1, "d", "e"), (7, 1)),
        ("a.b.c = 1\na.b.d = 2", ("a", "b", "d"), (2, 1)),
        ('"é"="é"; x'.replace("; x", "\nx=1"), ("x",), (2, 1)),
        ("", (), None),
        ("# only a comment", (), None),
    ],
)
def test_locations(text: str, path: KeyPath, location: tuple[int, int] | None) -> None:
    tomllib.loads(text)
    assert toml_locations(text).get(path) == location


def test_time_grows_with_the_length() -> None:
    """A long file takes no quadratic time; this one has 40,000 elements."""
    text = "".join(f"k{n} = [{n}, 'x', {{ a = 1 }}]\n" for n in range(10_000))
    assert len(toml_locations(text)) == 50_000
