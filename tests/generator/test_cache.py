"""Test that a cached result is used only where a new build would give the same."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from specloom import pipeline
from specloom.build_result import BuildResult
from specloom.builds import cache as cache_module
from specloom.builds.cache import Cache, generator_fingerprint
from specloom.builds.vendor_builds import build, build_file
from specloom.cli import main
from specloom.errors import SpecError
from specloom.project.folders import Project
from specloom.project.generate_options import GenerateOptions
from specloom.project.vendor import Vendor

SHOP = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets:
    get:
      tags: [pets]
      parameters: [{$ref: 'common.yaml#/Limit'}, {$ref: 'gone.yaml#/Any'}]
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string, maxLength: 9}
"""
COMMON = "Limit: {name: limit, in: query, schema: {type: integer}}\n"
WHOLE = SHOP.replace(", {$ref: 'gone.yaml#/Any'}", "")
MORE = WHOLE.replace("properties:\n", "properties:\n        age: {type: integer}\n")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "common.yaml").write_text(COMMON, "utf-8")
    path = tmp_path / "shop.yaml"
    path.write_text(WHOLE, "utf-8")
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The vendors that were built, not taken from the cache."""
    found: list[str] = []
    real = pipeline.build_vendor

    def counted(vendor: Vendor, *rest: object) -> BuildResult:
        found.append(vendor.name)
        return real(vendor, *rest)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(pipeline, "build_vendor", counted)
    return found


def test_unchanged_files_are_not_rebuilt(
    shop: Path, kept: Cache, made: list[str]
) -> None:
    first = build_file(shop, "shop", cache=kept)
    again = build_file(shop, "shop", cache=kept)
    assert made == ["shop"]
    assert again.texts == first.texts and again.report == first.report
    assert list(again.texts) == list(first.texts)
    assert (again.operations, again.models) == (first.operations, first.models)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the description": lambda p: p.write_text(MORE, "utf-8"),
    "a file it refers to": lambda p: p.with_name("common.yaml").write_text(
        COMMON.replace("limit", "size"), "utf-8"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_of_any_file_is_detected(
    change: str, shop: Path, kept: Cache, made: list[str]
) -> None:
    before = build_file(shop, "shop", cache=kept)
    CHANGES[change](shop)
    after = build_file(shop, "shop", cache=kept)
    assert made == ["shop", "shop"]
    assert after.texts != before.texts
    assert after.texts == build_file(shop, "shop").texts


def test_new_files_are_detected(shop: Path, kept: Cache) -> None:
    shop.write_text(SHOP.replace("gone.yaml#/Any", "gone.yaml#/Other"), "utf-8")
    assert build_file(shop, "shop", cache=kept).losses
    other = "Other: {name: colour, in: query, schema: {type: string}}\n"
    shop.with_name("gone.yaml").write_text(other, "utf-8")
    assert "colour" in build_file(shop, "shop", cache=kept).texts["shop/pets.py"]
    shop.with_name("gone.yaml").unlink()
    assert build_file(shop, "shop", cache=kept).losses


def test_options_and_package_are_part_of_the_cache_key(
    shop: Path, kept: Cache, made: list[str]
) -> None:
    build_file(shop, "shop", cache=kept)
    other = build_file(shop, "store", cache=kept)
    assert set(other.texts) & {"store/client.py", "shop/client.py"} == {
        "store/client.py"
    }
    left = build_file(shop, "shop", GenerateOptions(include=("tag:pets",)), kept)
    assert left.operations == 1
    assert made == ["shop", "store", "shop"]


def test_changed_generator_rebuilds_everything(
    shop: Path, kept: Cache, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_file(shop, "shop", cache=kept)
    before = generator_fingerprint()
    monkeypatch.setattr(cache_module, "_installed", lambda: {"black-0.dist-info"})
    generator_fingerprint.cache_clear()
    try:
        assert generator_fingerprint() != before
        build_file(shop, "shop", cache=kept)
    finally:
        generator_fingerprint.cache_clear()
    assert made == ["shop", "shop"]


def test_fingerprint_covers_code_templates_and_libraries() -> None:
    sources = dict(cache_module._sources())
    assert None not in sources.values()
    assert {"specloom/lower/__init__.py", "specloom_runtime/lists/pager.py"} <= set(
        sources
    )
    assert any(path.endswith("resource.py.j2") for path in sources)
    for name in ("black", "datamodel_code_generator", "pydantic_core", "pyyaml"):
        known = f"{name}-{version(name)}.dist-info"
        assert known in {each.lower() for each in cache_module._installed()}


def test_a_damaged_entry_is_ignored(shop: Path, kept: Cache, made: list[str]) -> None:
    first = build_file(shop, "shop", cache=kept)
    assert kept.folder is not None
    for path in kept.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    assert build_file(shop, "shop", cache=kept).texts == first.texts
    assert made == ["shop", "shop"]


def test_read_only_cache_folder_stores_nothing(
    shop: Path, tmp_path: Path, made: list[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", "utf-8")
    for _ in range(2):
        build_file(shop, "shop", cache=Cache(blocked / "cache"))
    assert made == ["shop", "shop"]


def test_newest_entries_are_kept(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MAX_ENTRIES", 3)
    for number in range(4):
        kept.put(f"k{number}", number)
        assert kept.folder is not None
        os.utime(kept.folder / f"k{number}.z", (number, number))
    assert kept.get("k1") == 1  # read, so it is new
    kept.put("k4", 4)
    assert [kept.get(f"k{n}") for n in range(5)] == [None, 1, None, 3, 4]
    assert len(list((kept.folder or Path()).iterdir())) == 3


def test_cache_folder_follows_xdg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECLOOM_CACHE", "")
    assert Cache.default() == Cache(None)
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path))
    assert Cache.default() == Cache(tmp_path)
    monkeypatch.delenv("SPECLOOM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = Cache.default().folder
    assert folder is not None and folder.name == "specloom"


def project(root: Path, *sources: str) -> Project:
    for number, text in enumerate(sources):
        folder = root / "specs" / f"shop{number}"
        folder.mkdir(parents=True)
        (folder / "source.yaml").write_text(text, "utf-8")
        (folder / "common.yaml").write_text(COMMON, "utf-8")
    return Project(root)


OVERLAY = """
overlay: 1.1.0
info: {title: Shop, version: '1'}
actions:
- target: $.components.schemas.Pet
  update: {description: An animal for sale.}
  x-specloom-provenance:
    {reason: It has no description, source: the shop, checked: '2026-01-01'}
"""


def test_changes_of_overlay_and_names_are_detected(
    tmp_path: Path, kept: Cache, made: list[str]
) -> None:
    known = project(tmp_path, WHOLE)
    before = build(known, kept)[1]
    folder = tmp_path / "specs" / "shop0"
    (folder / "overlay.yaml").write_text(OVERLAY, "utf-8")
    after = build(known, kept)[1]
    assert "An animal for sale." in after["specs/shop0/openapi.yaml"]
    assert "An animal for sale." not in before["specs/shop0/openapi.yaml"]
    names = after["specs/shop0/names.yaml"].replace("pets.list", "pets.search")
    (folder / "names.yaml").write_text(names, "utf-8")
    renamed = build(known, kept)[1]
    assert "pets.search" in renamed["specs/shop0/names.yaml"]
    assert made == ["shop0"] * 3


def test_building_one_vendor_does_not_change_the_others(
    tmp_path: Path, kept: Cache, made: list[str]
) -> None:
    known = project(tmp_path, WHOLE, MORE)
    alone = build(known)[1]
    assert build(known, kept)[1] == alone
    (tmp_path / "specs" / "shop1" / "source.yaml").write_text(WHOLE, "utf-8")
    made.clear()
    again = build(known, kept)[1]
    assert made == ["shop1"]
    assert again == build(known)[1]
    assert list(again) == list(alone)


def test_problems_of_all_vendors_are_reported_and_valid_ones_cached(
    tmp_path: Path, kept: Cache, made: list[str]
) -> None:
    known = project(tmp_path, "[]", "openapi: 9", WHOLE)
    for _ in range(2):
        with pytest.raises(SpecError) as caught:
            build(known, kept)
        files = {problem.location.file for problem in caught.value.problems}
        assert files == {"specs/shop0/source.yaml", "specs/shop1/source.yaml"}
    assert made.count("shop2") == 1


def test_file_changed_during_the_build_is_not_cached(
    shop: Path, kept: Cache, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = pipeline.build_vendor

    def changed(*arguments: Any) -> BuildResult:
        shop.write_text(MORE, "utf-8")
        return counted(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "build_vendor", changed)
        build_file(shop, "shop", cache=kept)
    shop.write_text(WHOLE, "utf-8")
    build_file(shop, "shop", cache=kept)
    assert made == ["shop", "shop"]


def test_check_does_not_read_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[str]
) -> None:
    project(tmp_path, WHOLE)
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    counts = []
    # The first run writes names.yaml, which is an input of the second one.
    for command in ("generate", "generate", "generate", "check", "generate --no-cache"):
        run = CliRunner().invoke(main, [*command.split(), "--project", str(tmp_path)])
        assert run.exit_code == 0, run.output
        counts.append(len(made))
    assert counts == [1, 2, 2, 3, 4]


def test_terminal_shows_each_step(shop: Path) -> None:
    screen, terminal = pty.openpty()
    command = ["generate", "--spec", shop, "--output", shop.parent / "out"]
    with subprocess.Popen(
        [sys.executable, "-m", "specloom", *command],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(terminal)
        seen = b""
        while data := _seen(screen):
            seen += data
    os.close(screen)
    assert process.returncode == 0
    for step in ("reading", "normalizing", "checking", "lowering", "rendering"):
        assert f"shop: {step}".encode() in seen


def _seen(screen: int) -> bytes:
    """What the terminal shows next; nothing when its last writer is gone."""
    try:
        return os.read(screen, 65_536)
    except OSError:
        return b""


def _unreadable(entry: Path) -> None:
    entry.chmod(0o666)


def _other_entry(entry: Path) -> None:
    other = entry.with_name("other.z")
    Cache(entry.parent).put("other", {"result": {}})
    os.replace(other, entry)


def _link(entry: Path) -> None:
    moved = entry.with_suffix(".moved")
    os.replace(entry, moved)
    entry.symlink_to(moved)


def _pipe(entry: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


@pytest.mark.parametrize("spoil", [_unreadable, _other_entry, _link, _pipe])
def test_an_entry_that_may_be_of_somebody_else_is_not_used(
    spoil: Callable[[Path], None], shop: Path, kept: Cache, made: list[str]
) -> None:
    build_file(shop, "shop", cache=kept)
    for entry in (kept.folder or Path()).glob("*.z"):
        spoil(entry)
    build_file(shop, "shop", cache=kept)
    assert made == ["shop", "shop"]


def test_an_entry_of_another_user_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Cache(tmp_path)
    kept.put("a", 1)
    assert kept.get("a") == 1
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert kept.get("a") is None


RESULT = {"vendor": "a", "operations": 1, "models": 1, "report": [], "texts": {}}


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        {"references": {}},
        {"references": [], "result": RESULT},
        {"references": {"a": 1}, "result": RESULT},
        {"references": {}, "result": {}},
        {"references": {}, "result": {**RESULT, "more": 1}},
        {"references": {}, "result": {**RESULT, "texts": {"a.py": 1}}},
        {"references": {}, "result": {**RESULT, "texts": []}},
        {"references": {}, "result": {**RESULT, "models": "1"}},
        {"references": {}, "result": {**RESULT, "report": [{"reasons": [{}]}]}},
        {"references": {}, "result": {**RESULT, "report": [1]}},
    ],
)
def test_an_entry_of_an_unknown_shape_is_not_used(
    value: Any, shop: Path, kept: Cache, made: list[str]
) -> None:
    build_file(shop, "shop", cache=kept)
    (entry,) = (kept.folder or Path()).glob("*.z")
    kept.put(entry.stem, value)
    build_file(shop, "shop", cache=kept)
    assert made == ["shop", "shop"]


def test_what_a_killed_process_left_in_the_cache_is_removed(kept: Cache) -> None:
    kept.put("a", 1)
    folder = kept.folder or Path()
    for name, age in (("old.new", 7200), ("young.new", 0)):
        (folder / name).write_text("")
        then = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (then, then))
    kept.put("b", 2)
    assert {path.name for path in folder.iterdir()} == {"a.z", "b.z", "young.new"}
