"""Comments that a user wrote in names.yaml are kept when it is written again."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.load import Document, read
from specloom.normalize.names_comments import read_comments, write_names
from specloom.normalize.names_file import FrozenNames

RULE = {"x-specloom-property-names": "camelCase"}


def written(text: str, names: dict[str, str] | None = None) -> str:
    """Return the file that is written after another one, without its header."""
    frozen = FrozenNames.read(Document("names.yaml", read(text.encode(), shown="")))
    result = frozen.text(
        "acme",
        names or dict(frozen.names),
        frozen.aliases,
        "camelCase",
        read_comments(text),
    )
    header = result.split("\n")[:3]
    assert all(line.startswith("# ") for line in header)
    return "\n".join(result.split("\n")[3:])


TAIL = "x-specloom-property-names: camelCase\n"


@pytest.mark.parametrize(
    "text",
    [
        "GET /a: a.list\n",
        "# why\nGET /a: a.list\n",
        "# top\n\nGET /a: a.list\n",
        "# top\n\n# why\n# more\nGET /a: a.list\nGET /b: b.list\n",
        "GET /a: a.list  # why\n# other\nGET /b: b.list\n",
        "GET /a: a.list  # why: 'x'\n",
        "# why\nGET /a:\n  name: a.list\n  alias: every\n",
        "GET /a:\n  name: a.list\n  retired: |\n    one\n    # no comment\n",
        "GET /a#b: a.list  # with a number sign # twice\n",
    ],
)
def test_comments_stay_where_they_are(text: str) -> None:
    assert written(text + TAIL) == text + TAIL
    assert written(text + TAIL + "# end\n") == text + TAIL + "# end\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /b: b.list # two\n# one\nGET /a: a.list\n",
         "# one\nGET /a: a.list\nGET /b: b.list  # two\n"),
        ("GET /a: 'a.list' # 'x'\n", "GET /a: a.list  # 'x'\n"),
        ("GET /a:  # key\n  a.list\n", "GET /a: a.list  # key\n"),
        ("GET /a:\n  # in\n  name: a.list  # side\n  alias: every\n",
         "# in\n# side\nGET /a:\n  name: a.list\n  alias: every\n"),
        ("GET /a: {name: a.list, alias: every}  # why\n",
         "# why\nGET /a:\n  name: a.list\n  alias: every\n"),
        ("GET /a: a.list\r\n# why\r\nGET /b: b.list\r\n",
         "GET /a: a.list\n# why\nGET /b: b.list\n"),
        ("# Names frozen by `specloom normalize` for specs/other.\n# x\n# y\n"
         "# why\nGET /a: a.list\n", "# why\nGET /a: a.list\n"),
    ],
)  # fmt: skip
def test_comments_follow_their_entries(text: str, expected: str) -> None:
    assert written(text + TAIL) == expected + TAIL


def test_new_entries_do_not_take_comments() -> None:
    text = "# top\n\n# why\nGET /b: b.list\n"
    names = {"GET /a": "a.list", "GET /b": "b.list"}
    assert written(text, names) == (
        f"# top\n\nGET /a: a.list\n# why\nGET /b: b.list\n{TAIL}"
    )


def test_moved_entry_keeps_its_comments() -> None:
    comments = read_comments("# why\nGET /v1/a: a.list  # side\n")
    moved = comments.moved({"GET /v1/a": "GET /v2/a"})
    text = write_names({"GET /v2/a": "a.list"}, moved)
    assert text == "# why\nGET /v2/a: a.list  # side\n"


WORDS = st.text(st.sampled_from("ab #:'\"{}é"), max_size=6)
LINES = st.lists(
    st.one_of(
        WORDS.map(lambda word: f"#{word}".rstrip()),
        st.just(""),
        st.tuples(st.integers(0, 9), WORDS),
    ),
    max_size=12,
)


@given(LINES)
def test_every_comment_is_kept_and_a_second_run_changes_nothing(
    lines: list[str | tuple[int, str]],
) -> None:
    rows: list[str] = []
    comments: list[str] = []
    known: set[int] = set()
    for line in lines:
        if isinstance(line, str):
            rows.append(line)
            comments += [line] if line else []
        elif line[0] not in known:
            known.add(line[0])
            comment = f"#{line[1]}".rstrip()
            rows.append(f"GET /{line[0]}: r{line[0]}.list  {comment}")
            comments.append(comment)
    text = "".join(f"{row}\n" for row in rows) + TAIL
    once = written(text)
    assert yaml.safe_load(once) == yaml.safe_load(text)
    found = [row[row.index("#") :] for row in once.split("\n") if "#" in row]
    assert sorted(found) == sorted(comments)
    assert written(once) == once
