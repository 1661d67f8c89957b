"""Test what the commands about overlays print, write and refuse."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest
import specloom.overlay.actions
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom.overlay_output.line_diff import line_diff

DOCUMENT = """\
# The vendor's comment.
openapi: 3.1.0
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}]
paths: {}
"""
HEAD = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\n"
OVERLAY = HEAD + """\
# All repairs.
actions:
  # The title is mended.
  - target: $.info
    update: {title: T}   # as in the docs

  # The tag is gone.
  - target: $.tags[?@.name=='x']
    remove: true
  # Still needed.
  - {target: $.info, update: {summary: s}}
  - {target: $.nothing, update: {a: 1}}
  - {target: $.tags, update: [{name: b}]}
# The end.
"""
PRUNED = HEAD + """\
# All repairs.
actions:

  # Still needed.
  - {target: $.info, update: {summary: s}}
  - {target: $.nothing, update: {a: 1}}
  - {target: $.tags, update: [{name: b}]}
# The end.
"""


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["overlay", *map(str, arguments)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    document, overlay = tmp_path / "d.yaml", tmp_path / "o.yaml"
    document.write_bytes(DOCUMENT.encode())
    overlay.write_bytes(OVERLAY.encode())
    return document, overlay


def _with_actions(folder: Path, actions: str, document: str = DOCUMENT) -> list[Path]:
    paths = [folder / "d.yaml", folder / "o.yaml"]
    paths[0].write_text(document, "utf-8")
    paths[1].write_text(f"{HEAD}actions:\n{actions}\n", "utf-8")
    return paths


def test_apply_changes_no_file(files: tuple[Path, Path]) -> None:
    result = _run("apply", *files)
    assert (result.exit_code, result.stderr) == (0, "")
    assert yaml.safe_load(result.stdout)["info"]["summary"] == "s"
    assert [path.read_text() for path in files] == [DOCUMENT, OVERLAY]
    assert json.loads(_run("apply", *files, "--json").stdout)["openapi"] == "3.1.0"


def test_apply_is_strict_on_request(files: tuple[Path, Path]) -> None:
    document, overlay = files
    result = _run("apply", *files, "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(": ", 1)[0] for line in result.stderr.splitlines()] == [
        f"{overlay}:10:5",
        f"{overlay}:14:6",
    ]


def test_apply_writes_a_file_but_never_an_input(files: tuple[Path, Path]) -> None:
    document, overlay = files
    output = document.parent / "out.yaml"
    output.write_text("old")
    assert _run("apply", *files, "--output", output).exit_code == 0
    assert output.read_text() == _run("apply", *files).stdout
    for path in files:
        result = _run("apply", *files, "--output", path)
        assert (result.exit_code, "is an input" in result.stderr) == (2, True)
    assert [path.read_text() for path in files] == [DOCUMENT, OVERLAY]


def test_check_shows_each_action_and_a_diff(files: tuple[Path, Path]) -> None:
    document, overlay = files
    result = _run("check", *files)
    assert result.exit_code == 0
    assert result.stdout == f"""\
{overlay}:6:5: update $.info: 1 node matched, none changed (no longer needed)
{overlay}:10:5: remove $.tags[?@.name=='x']: matches nothing
{overlay}:13:6: update $.info: 1 node matched, 1 changed
{overlay}:14:6: update $.nothing: matches nothing
{overlay}:15:6: update $.tags: 1 node matched, 1 changed; 1 of the added items exist \
already
--- {document}
+++ {document} with {overlay}
@@ -2,7 +2,9 @@
 info:
   title: T
   version: '1'
+  summary: s
 tags:
 - name: a
 - name: b
+- name: b
 paths: {{}}
"""
    rows = json.loads(_run("check", *files, "--json").stdout)["actions"]
    assert [(row["matched"], row["changed"]) for row in rows] == [
        (1, 0),
        (0, 0),
        (1, 1),
        (0, 0),
        (1, 1),
    ]


def test_check_fails_on_request_if_an_action_changes_nothing(tmp_path: Path) -> None:
    good = _with_actions(tmp_path, "  - {target: $.info, update: {title: U}}")
    assert _run("check", *good, "--strict").exit_code == 0
    idle = _with_actions(tmp_path, "  - {target: $.info, update: {title: T}}")
    assert _run("check", *idle).exit_code == 0
    assert _run("check", *idle, "--strict").exit_code == 1


def test_prune_keeps_comments_and_layout(files: tuple[Path, Path]) -> None:
    document, overlay = files
    result = _run("prune", *files)
    assert (result.exit_code, result.stdout) == (0, PRUNED)
    assert result.stderr == f"""\
removed: {overlay}:6:5: update $.info has no effect
removed: {overlay}:10:5: remove $.tags[?@.name=='x'] removes nothing
kept: {overlay}:14:6: update $.nothing matches nothing
kept: {overlay}:15:6: update $.tags: 1 node matched, 1 changed; 1 of the added items \
exist already
"""
    assert overlay.read_text() == OVERLAY
    before = _run("apply", *files).stdout
    assert _run("prune", *files, "--write").stdout == ""
    assert overlay.read_text() == PRUNED
    assert _run("apply", *files).stdout == before


def test_prune_prints_json(files: tuple[Path, Path]) -> None:
    found = json.loads(_run("prune", *files, "--json", "--unmatched").stdout)
    assert [(e["line"], e["reason"]) for e in found["removed"]] == [
        (6, "has no effect"),
        (10, "removes nothing"),
        (14, "matches nothing"),
    ]
    assert (found["kept"], found["unmatched"]) == (2, [])
    assert [each["line"] for each in found["repeating"]] == [15]


def test_prune_keeps_line_ends_and_a_byte_order_mark(files: tuple[Path, Path]) -> None:
    document, overlay = files
    overlay.write_bytes(b"\xef\xbb\xbf" + OVERLAY.replace("\n", "\r\n").encode())
    assert _run("prune", *files, "--write").exit_code == 0
    wanted = b"\xef\xbb\xbf" + PRUNED.replace("\n", "\r\n").encode()
    assert overlay.read_bytes() == wanted


@pytest.mark.parametrize(
    ("text", "pruned"),
    [
        (
            '{"overlay": "1.1.0",\n "actions": [\n  {"target": "$.x", "remove": true}'
            ',\n  {"target": "$.info.title", "remove": true}\n]}',
            '{"overlay": "1.1.0",\n "actions": [\n'
            '  {"target": "$.info.title", "remove": true}\n]}',
        ),
        (
            '{"overlay": "1.1.0", "actions": [{"target": "$.info.title", "remove": '
            'true}, {"target": "$.x", "remove": true} ]}',
            '{"overlay": "1.1.0", "actions": [{"target": "$.info.title", "remove": '
            "true} ]}",
        ),
    ],
)
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_prune_edits_flows(text: str, pruned: str, suffix: str, tmp_path: Path) -> None:
    document, overlay = tmp_path / "d.yaml", tmp_path / f"o.{suffix}"
    document.write_text(DOCUMENT)
    overlay.write_text(text)
    assert _run("prune", document, overlay).stdout == pruned


def test_prune_refuses_what_would_change_other_lines(tmp_path: Path) -> None:
    anchors = (
        "  - {target: $.info, update: &u {title: T}}\n"
        "  - {target: $.paths, update: *u}"
    )
    files = _with_actions(tmp_path, anchors)
    text = files[1].read_text()
    printed = yaml.safe_load(_run("prune", *files).stdout)
    assert printed["actions"] == [{"target": "$.paths", "update": {"title": "T"}}]
    result = _run("prune", *files, "--write")
    assert result.exit_code == 2
    assert "without changing other lines" in result.stderr
    assert files[1].read_text() == text


def test_prune_does_not_leave_an_invalid_overlay(tmp_path: Path) -> None:
    files = _with_actions(tmp_path, "  - {target: $.info, update: {title: T}}")
    text = files[1].read_text()
    result = _run("prune", *files, "--write")
    assert f"{files[1]} is not needed: no action is left" in result.stderr
    assert files[1].read_text() == text
    files[1].write_text(_run("prune", *files).stdout)
    assert _run("apply", *files).exit_code == 0


@pytest.mark.parametrize(
    ("version", "action", "warning"),
    [
        ("1.0.0", "{target: $.info.title, update: U}", "the action selects single val"),
        ("1.0.0", "{target: $.info, copy: $.info}", ""),
        ("1.0.0", "{target: $.paths, copy: $.info}", "the action copies a value"),
        ("1.0.0", "{target: $.tags, update: [1]}", "the action appends several items"),
        ("1.0.0", "{target: $.tags, update: 1}", ""),
        ("1.1.0", "{target: $.info.title, update: U}", ""),
        ("1.1.0", "{target: $.info, updates: {}}", 'unknown member "updates"'),
        ("1.1.0", "{target: $.info, x-updates: {}}", ""),
    ],
)
def test_deviations_from_the_declared_version_are_warnings(
    version: str, action: str, warning: str, tmp_path: Path
) -> None:
    files = _with_actions(tmp_path, f"  - {action}")
    files[1].write_text(files[1].read_text().replace("1.1.0", version))
    result = _run("apply", *files)
    warnings = [line for line in result.stderr.splitlines() if "warning: " in line]
    assert len(warnings) == bool(warning)
    for line in warnings:
        assert line.startswith(f"warning: {files[1]}:4:")
        assert warning in line
        assert result.exit_code == 0
        assert _run("apply", *files, "--strict").exit_code == 2


def test_a_missing_title_is_a_warning(tmp_path: Path) -> None:
    document, overlay = _with_actions(tmp_path, "")
    overlay.write_text("overlay: 1.1.0\nactions: [{target: $, update: {}}]")
    result = _run("apply", document, overlay)
    assert result.stderr.count("warning: ") == 2
    assert f"warning: {overlay}:1:1: info has no title" in result.stderr


@pytest.mark.parametrize(
    ("document", "actions"),
    [
        # Regular expressions that take exponential time in other engines.
        (f"a: {'a' * 60}", "- {target: \"$[?match(@, '(a|aa)+[bc]')]\", remove: true}"),
        (f"a: {'a' * 60}", "- {target: \"$[?search(@, '(.*)*[bc]x')]\", remove: true}"),
        # Queries that nest deeply, and numbers of thousands of digits.
        ("a: 1", f"- {{target: '$[?{'(' * 20000}@.a{')' * 20000}]', remove: true}}"),
        ("a: 1", f"- {{target: '$[?{'!' * 20000}@.a]', remove: true}}"),
        ("a: 1", f"- {{target: '$[{'1' * 5000}]', remove: true}}"),
        ("a: 1", "- {target: '$[?@ == 1e999999]', remove: true}"),
        ("a: 1", f"- {{target: '$[?match(@, \"{'(' * 5000}\")]', remove: true}}"),
        # Documents that grow with every action.
        (
            "a: [1, 2, 3, 4]\nb: [5]",
            "\n".join(
                ["- {target: $.a, copy: $.b}", "- {target: $.b, copy: $.a}"] * 60
            ),
        ),
        (
            "a: {x: 1}\nb: {}",
            "\n".join(
                f"- {{target: '$.b{'.b' * n}', update: {{b: {{}}}}}}\n"
                f"- {{target: '$..b', copy: $.a}}"
                for n in range(600)
            ),
        ),
        # Aliases that stand for millions of nodes.
        (
            "a: 1",
            "- {target: $, update: {a0: &a0 [x, x, x, x, x, x, x, x, x, x], "
            + ", ".join(
                f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)
            )
            + "}}",
        ),
        ("a: 1", "- {target: $, update: {b: 1, b: 2}}"),
        ("a: 1", "- {target: $, update: &a {b: *a}}"),
        ("a: 1", f"- {{target: $, update: {'[' * 600}{']' * 600}}}"),
        ("a: 1", f"- {{target: $, update: {{b: {'9' * 500}}}}}"),
    ],
)
def test_hostile_inputs_are_harmless(
    document: str, actions: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The limit takes effect sooner, so that this test is quick.
    monkeypatch.setattr(specloom.overlay.actions, "MAX_ADDED", 50_000)
    files = _with_actions(tmp_path, actions, document)
    start = time.perf_counter()
    for command in ("apply", "check", "prune"):
        result = _run(command, *files)
        assert result.exit_code in (0, 2)
        if result.exit_code == 2:
            assert result.stdout == ""
            assert all(str(tmp_path) in line for line in result.stderr.splitlines())
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("command", ["apply", "check", "compare", "prune"])
def test_problems_of_a_file_have_a_location(command: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(DOCUMENT)
    for text in ("a: [", "a: 1\na: 2", "", "\x01"):
        bad.write_text(text)
        for files in ((good, bad), (bad, good)):
            result = _run(command, *files)
            assert (result.exit_code, result.stdout) == (2, "")
            assert result.stderr.startswith(f"{bad}:")
    missing = _run(command, good, tmp_path / "missing.yaml")
    assert missing.exit_code == 2
    assert missing.stderr.startswith(f"{tmp_path / 'missing.yaml'}:1:1: ")


@pytest.mark.parametrize("command", ["apply", "check", "compare", "prune"])
def test_help_has_an_example_and_the_statuses(command: str) -> None:
    text = _run(command, "--help").stdout
    assert f"specloom overlay {command} " in text
    assert "--json" in text
    assert "Exit status:" in text


def _applied(folder: Path, old: str, diff: str) -> str:
    """Apply a diff with the program for it."""
    (folder / "file").write_text(old)
    subprocess.run(
        ["patch", "--silent", "file"],
        input=diff, text=True, cwd=folder, check=True, timeout=60,
    )  # fmt: skip
    return (folder / "file").read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\nb\nc\n", "a\nc\n"),
        ("a\n" * 30, "a\n" * 29 + "b\n"),
        ("".join(f"{n % 7}\n" for n in range(300)), "x\n" * 5 + "3\n" * 90),
        ("".join(f"{n}\n" for n in range(50)), "".join(f"{n}\n" for n in range(3, 60))),
        ("a\n", ""),
    ],
)
def test_diffs_can_be_applied(old: str, new: str, tmp_path: Path) -> None:
    diff = line_diff(old, new, old_name="a", new_name="b")
    assert _applied(tmp_path, old, diff) == new


def test_diffs_of_long_texts_take_little_time() -> None:
    lines = [f"line {n % 997} {'x' * (n % 3)}\n" for n in range(100_000)]
    changed = [f"{line}new\n" if n % 50 == 0 else line for n, line in enumerate(lines)]
    start = time.perf_counter()
    line_diff("".join(lines), "".join(changed), old_name="a", new_name="b")
    assert time.perf_counter() - start < 10
    assert line_diff("a\n", "a\n", old_name="a", new_name="b") == ""
