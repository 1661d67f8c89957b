"""Test loading YAML 1.2 and JSON: exact values and locations, and what is refused."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.errors import SourceLocation, SpecError
from specloom.load import (
    Document,
    SpecMap,
    deep_copy,
    document_format,
    load,
    location_at,
    location_of,
    read,
)


def yaml(text: str) -> Any:
    return read(text.encode(), shown="a.yaml")


def refused(text: str | bytes, shown: str = "a.yaml") -> str:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(SpecError) as caught:
        read(data, shown=shown)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-01-02", "2024-01-02"),
        ("no", "no"),
        ("ON", "ON"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("-12", -12),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("1.5e3", 1500.0),
        ("'5'", "5"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("12345678901234567890", 12345678901234567890),
        ("0.1", 0.1),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("1e309", Decimal("1e309")),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = yaml(f"a: {text}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_always_strings() -> None:
    assert list(yaml("{200: a, true: b, null: c, 1.10: d}")) == [
        "200",
        "true",
        "null",
        "1.10",
    ]


def test_merge_keys_add_missing_members() -> None:
    tree = yaml("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nquoted: {'<<': 1}\n")
    assert tree["use"] == {"y": 3, "x": 1}
    assert tree["quoted"] == {"<<": 1}
    assert str(location_of(tree["use"], "x")) == "a.yaml:1:11"


def test_aliases_are_copies() -> None:
    tree = yaml("a: &x [1]\nb: *x\n")
    tree["a"].append(2)
    assert tree["b"] == [1]


TEXT = """\
openapi: 3.1.0
paths:
  /a:
    get:
      tags: [one, two]
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ((), "a.yaml:1:1"),
        (("openapi",), "a.yaml:1:1"),
        (("paths", "/a"), "a.yaml:3:3"),
        (("paths", "/a", "get", "tags", 1), "a.yaml:5:19"),
        (("paths", "/a", "get", "tags", "1"), "a.yaml:5:19"),
        (("paths", "/a", "post", "tags"), "a.yaml:3:3"),
        (("nowhere", 3), "a.yaml:1:1"),
    ],
)
def test_pointers_have_locations(pointer: tuple[str | int, ...], place: str) -> None:
    assert str(Document("a.yaml", yaml(TEXT)).location(pointer)) == place


def test_json_and_yaml_have_the_same_locations() -> None:
    text = '{\n  "a": [1, {"b": "\\ud83d\\ude00"}],\n  "c": null\n}\n'
    tree = read(text.encode(), shown="a.json")
    assert tree == {"a": [1, {"b": "😀"}], "c": None}
    assert str(location_of(tree, "c")) == "a.json:3:3"
    assert str(location_of(tree["a"][1], "b")) == "a.json:2:13"


def test_locations_survive_a_move_to_another_file() -> None:
    tree, other = yaml(TEXT), read(b"x:\n  y: 1\n", shown="b.yaml")
    tree["paths"]["/b"] = deep_copy(other["x"])
    unknown = SourceLocation(file="?")
    assert str(location_at(tree, ("paths", "/b", "y"), unknown)) == "b.yaml:2:3"
    assert str(location_at(tree, ("paths", "/b"), unknown)) == "b.yaml:2:3"
    tree["paths"].put("/c", {}, location_of(other, "x"))
    assert str(location_at(tree, ("paths", "/c"), unknown)) == "b.yaml:1:1"


def test_plain_nodes_have_the_nearest_location() -> None:
    tree = yaml("a: {b: 1}\n")
    tree["a"]["new"] = {"plain": [{}]}
    place = location_at(tree, ("a", "new", "plain", 0), SourceLocation(file="?"))
    assert str(place) == "a.yaml:1:4"
    assert str(location_of({})) == "?:1:1"
    assert isinstance(deep_copy({"a": [1]}), SpecMap)


def test_changed_array_loses_only_the_locations_of_scalars() -> None:
    tree = yaml("- 1\n- {a: 1}\n")
    del tree[0]
    assert str(location_of(tree, 0)) == "a.yaml:2:3"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml:1:1: the file is empty (expected a document)"),
        ("# only\n", "a.yaml:1:1: the file is empty (expected a document)"),
        (
            "a: 1\n---\nb: 1\n",
            "a.yaml:2:1: the file contains a second document "
            "(expected only one document)",
        ),
        ("a: 1\na: 2\n", 'a.yaml:2:1: "a" is given twice (first at a.yaml:1:1)'),
        (
            "a: 1\na: 2\nb: {c: 1, c: 2}",
            'a.yaml:2:1: "a" is given twice (first at a.yaml:1:1)\n'
            'a.yaml:3:11: "c" is given twice (first at a.yaml:3:5)',
        ),
        ("a: [1", "a.yaml:2:1: invalid YAML: did not find expected ',' or ']'"),
        (
            "a:\n\tb: 1\n",
            "a.yaml:2:1: invalid YAML: found character that cannot start any",
        ),
        ("a: !!python/name:os.system x", "a.yaml:1:4: unknown tag tag:yaml.org,2002:"),
        ("a: !own {}", "a.yaml:1:4: unknown tag !own (expected no tag)"),
        ("a: !!set {}", "a.yaml:1:4: unknown tag tag:yaml.org,2002:set"),
        (
            "? [1]\n: 2",
            "a.yaml:1:3: a key is an object or an array (expected a string)",
        ),
        ("a: &x 1\n*x : 2", "a.yaml:2:1: a key is an alias (expected a string)"),
        ("a: *x", "a.yaml:1:4: alias *x cannot be resolved (expected &x before it)"),
        (
            "a: &x [*x]",
            "a.yaml:1:8: alias *x refers to a node that contains it (expected an "
            "earlier node)",
        ),
        (
            "a: {<<: 1}",
            "a.yaml:1:5: a merge key has a value that is not an object (expected an "
            "object)",
        ),
        (
            "a: .nan",
            "a.yaml:1:4: .nan is not a valid number in JSON (expected quotes around "
            "it)",
        ),
        (
            "a: 1e999",
            'a.yaml:1:4: "1e999" is out of range (expected a number up to 1e400)',
        ),
        ("a: 1e9999999999999999999", "is out of range (expected a number up to 1e400)"),
        (
            "a: " + "9" * 500,
            "a.yaml:1:4: a number is too long (expected at most 400 characters)",
        ),
        (
            "a: 1\nb: \x00",
            "a.yaml:2:4: the character U+0000 is not allowed (expected text)",
        ),
    ],
)
def test_invalid_documents_are_rejected(text: str, message: str) -> None:
    assert message in refused(text)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    assert (
        refused(b"a: 1\nb: caf\xe9\n")
        == "a.yaml:2:7: not valid UTF-8 (expected text in UTF-8)"
    )


def test_a_byte_order_mark_is_dropped() -> None:
    assert read(b"\xef\xbb\xbfa: 1", shown="a.yaml") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json:1:1: the file is empty (expected a value)"),
        ("<html>", 'a.json:1:1: invalid JSON: unexpected "<" (expected a value)'),
        ('{"a": 1,}', 'a.json:1:9: invalid JSON: unexpected "}" (expected a name)'),
        ('{"a" 1}', 'a.json:1:6: invalid JSON: unexpected "1" (expected ":")'),
        ("{1: 2}", 'a.json:1:2: invalid JSON: unexpected "1" (expected a name or "}")'),
        ("[1 2]", 'a.json:1:4: invalid JSON: unexpected "2" (expected "," or "]")'),
        ('[1,\n "x]', 'a.json:2:2: invalid JSON: unexpected "\\"" (expected a value)'),
        ("[01]", 'a.json:1:2: invalid JSON: unexpected "0"'),
        (
            "[1",
            'a.json:1:3: invalid JSON: the text ends too early (expected "," or "]")',
        ),
        ("1 2", 'a.json:1:3: invalid JSON: unexpected "2" (expected the end)'),
        ("[NaN]", "a.json:1:2: NaN is not a valid number in JSON"),
        ('["\\x"]', "a.json:1:2: invalid JSON: invalid \\escape"),
        (
            '["\\ud800"]',
            "a.json:1:2: half of a surrogate pair in a string (expected both halves)",
        ),
        ('{"a":1,"a":2}', 'a.json:1:8: "a" is given twice (first at a.json:1:2)'),
    ],
)
def test_json_is_parsed_strictly(text: str, message: str) -> None:
    assert message in refused(text, "a.json")


@pytest.mark.parametrize("shown", ["a.yaml", "a.json"])
def test_excessive_depth_is_reported(shown: str) -> None:
    text = "[" * 2000 + "]" * 2000
    assert refused(text, shown) == (
        f"{shown}:1:501: nested too deeply (expected at most 500 levels)"
    )


def test_aliases_cannot_exceed_the_depth_limit() -> None:
    text = f"a: &a {'[' * 400}{']' * 400}\nb: {'[' * 200}*a{']' * 200}\n"
    assert "nested too deep" in refused(text)


def test_alias_bomb_is_rejected() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "aliases add too many nodes (expected at most 250,000)" in refused(
        "\n".join(lines)
    )


def test_displayed_name_is_used_in_locations(tmp_path: Path) -> None:
    (tmp_path / "source.yaml").write_text("a: 1\n")
    document = load(tmp_path / "source.yaml", shown="specs/x/source.yaml")
    assert str(document.location(("a",))) == "specs/x/source.yaml:1:1"


def test_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        load(tmp_path / "none.yaml", shown="specs/x/none.yaml")
    assert str(caught.value) == (
        "specs/x/none.yaml:1:1: cannot be read: no such file or directory "
        "(expected a file)"
    )


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(SpecError, match="too large"):
        load(tmp_path / "big.yaml", shown="big.yaml")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(-1e300, 1e300),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_parses_back_unchanged(value: object) -> None:
    text = json.dumps(value, indent=1)
    assert read(text.encode(), shown="a.json") == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("swagger: '2.0'", "swagger 2.0"),
        ("swagger: 2.0", "swagger 2.0"),
        ("openapi: 3.0.3", "openapi 3.0"),
        ("openapi: 3.1.1", "openapi 3.1"),
        ("openapi: 3.2.0", "openapi 3.2"),
        ("openapi: 3.1", "openapi 3.1"),
        ("openapi: '3.1'", "openapi 3.1"),
        ("openapi: 3.0.4-rc1", "openapi 3.0"),
        ("openapi: v3.0.1", "openapi 3.0"),
        ("openapi: ' 3.1.0 '", "openapi 3.1"),
        ("openapi: 3.1.99", "openapi 3.1"),
        ("swagger: 2", "swagger 2.0"),
        ("swagger: '2'", "swagger 2.0"),
        ("swagger: 2.0.0", "swagger 2.0"),
    ],
)
def test_root_determines_the_document_type(text: str, kind: str) -> None:
    assert document_format(yaml(text)) == kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "info: {}",
            "a.yaml:1:1: not an OpenAPI document "
            '(expected a root key "openapi" or "swagger")',
        ),
        ("- 1", "a.yaml:1:1: the document is an array (expected an OpenAPI document)"),
        (
            "\nopenapi: 4.0.0",
            'a.yaml:2:1: openapi "4.0.0" is not supported '
            "(expected openapi 3.0, openapi 3.1, openapi 3.2, swagger 2.0)",
        ),
    ],
)
def test_other_documents_are_refused(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        document_format(yaml(text))
    assert str(caught.value) == message


UNKNOWN = ["3", "'3'", "3.9.9", "2.0", "3.0.x", "3.0 draft", "three", "''", "true"]
UNKNOWN += ["[3.0.3]", "{a: 3.0.3}", "1.2", "30.1", "'3,0'", "3.0.3.0", ".3.0", "-3.0"]


@pytest.mark.parametrize("version", UNKNOWN)
def test_versions_that_could_mean_anything_are_refused(version: str) -> None:
    with pytest.raises(SpecError, match="^a.yaml:1:1: openapi .* is not supported "):
        document_format(yaml(f"openapi: {version}"))


def test_a_scalar_is_refused() -> None:
    with pytest.raises(SpecError, match="^a.yaml:1:1: the document is a string "):
        document_format("hello", SourceLocation(file="a.yaml"))
