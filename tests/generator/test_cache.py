"""What was made before is taken only where making it anew would give the same."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from specloom import cache as room
from specloom import pipeline, weaving
from specloom.cache import Cache, fingerprint
from specloom.jobs import Woven
from specloom.models import oracle
from specloom.pipeline import all_texts, weave, weave_file
from specloom.problems import SpecError
from specloom.project import Project
from specloom.wishes import Wishes

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
    """The vendors that were really woven."""
    found: list[str] = []
    real = weaving.woven

    def counted(job: pipeline.Job, *rest: object) -> Woven:
        found.append(job.vendor)
        return real(job, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(weaving, "woven", counted)
    return found


def test_the_same_files_are_not_woven_again(
    shop: Path, kept: Cache, made: list[str]
) -> None:
    first = weave_file(shop, "shop", cache=kept)
    again = weave_file(shop, "shop", cache=kept)
    assert made == ["shop"]
    assert again.texts == first.texts and again.ledger == first.ledger
    assert list(again.texts) == list(first.texts)
    assert (again.operations, again.models) == (first.operations, first.models)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the description": lambda p: p.write_text(MORE, "utf-8"),
    "a file it refers to": lambda p: p.with_name("common.yaml").write_text(
        COMMON.replace("limit", "size"), "utf-8"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_file_is_seen(
    change: str, shop: Path, kept: Cache, made: list[str]
) -> None:
    before = weave_file(shop, "shop", cache=kept)
    CHANGES[change](shop)
    after = weave_file(shop, "shop", cache=kept)
    assert made == ["shop", "shop"]
    assert after.texts != before.texts
    assert after.texts == weave_file(shop, "shop").texts


def test_a_file_that_comes_into_being_is_seen(shop: Path, kept: Cache) -> None:
    shop.write_text(SHOP.replace("gone.yaml#/Any", "gone.yaml#/Other"), "utf-8")
    with pytest.raises(SpecError):
        weave_file(shop, "shop", cache=kept)
    other = "Other: {name: colour, in: query, schema: {type: string}}\n"
    shop.with_name("gone.yaml").write_text(other, "utf-8")
    assert "colour" in weave_file(shop, "shop", cache=kept).texts["shop/pets.py"]
    shop.with_name("gone.yaml").unlink()
    with pytest.raises(SpecError):
        weave_file(shop, "shop", cache=kept)


def test_wishes_and_names_are_part_of_what_is_asked(
    shop: Path, kept: Cache, made: list[str]
) -> None:
    weave_file(shop, "shop", cache=kept)
    other = weave_file(shop, "store", cache=kept)
    assert set(other.texts) & {"store/client.py", "shop/client.py"} == {
        "store/client.py"
    }
    left = weave_file(shop, "shop", Wishes(exclude=("tag:pets",)), kept)
    assert left.operations == 0
    assert made == ["shop", "store", "shop"]


def test_another_generator_makes_everything_anew(
    shop: Path, kept: Cache, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    weave_file(shop, "shop", cache=kept)
    before = fingerprint()
    monkeypatch.setattr(room, "_installed", lambda: {"black-0.dist-info"})
    fingerprint.cache_clear()
    try:
        assert fingerprint() != before
        weave_file(shop, "shop", cache=kept)
    finally:
        fingerprint.cache_clear()
    assert made == ["shop", "shop"]


def test_the_fingerprint_is_of_code_templates_and_libraries() -> None:
    sources = dict(room._sources())
    assert None not in sources.values()
    assert {"specloom/lower/__init__.py", "specloom_runtime/pager.py"} <= set(sources)
    assert any(path.endswith("resource.py.j2") for path in sources)
    for name in ("black", "datamodel_code_generator", "pydantic_core", "pyyaml"):
        known = f"{name}-{version(name)}.dist-info"
        assert known in {each.lower() for each in room._installed()}


def test_an_entry_that_is_damaged_is_no_entry(
    shop: Path, kept: Cache, made: list[str]
) -> None:
    first = weave_file(shop, "shop", cache=kept)
    assert kept.folder is not None
    for path in kept.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    assert weave_file(shop, "shop", cache=kept).texts == first.texts
    assert made == ["shop", "shop"]


def test_a_folder_that_cannot_be_written_to_keeps_nothing(
    shop: Path, tmp_path: Path, made: list[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", "utf-8")
    for _ in range(2):
        weave_file(shop, "shop", cache=Cache(blocked / "cache"))
    assert made == ["shop", "shop"]


def test_the_newest_entries_stay(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT", 3)
    for number in range(4):
        kept.put(f"k{number}", number)
        assert kept.folder is not None
        os.utime(kept.folder / f"k{number}.z", (number, number))
    assert kept.get("k1") == 1  # asked for, so it is new
    kept.put("k4", 4)
    assert [kept.get(f"k{n}") for n in range(5)] == [None, 1, None, 3, 4]
    assert len(list((kept.folder or Path()).iterdir())) == 3


def test_only_new_questions_are_asked(
    shop: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    weave_file(shop, "shop", cache=kept)
    shop.write_text(MORE, "utf-8")
    asked: list[str] = []
    real = oracle._written

    def counted(schemas: dict[str, dict[str, object]]) -> str:
        asked.extend(str(schema) for schema in schemas.values())
        return real(schemas)

    monkeypatch.setattr(oracle, "_written", counted)
    warm = weave_file(shop, "shop", cache=kept)
    assert "maxLength" not in "".join(asked)
    cold = weave_file(shop, "shop")
    assert "maxLength" in "".join(asked)
    assert warm.texts == cold.texts


def test_where_the_user_keeps_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECLOOM_CACHE", "")
    assert Cache.of_user() == Cache(None)
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path))
    assert Cache.of_user() == Cache(tmp_path)
    monkeypatch.delenv("SPECLOOM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = Cache.of_user().folder
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
  x-specloom-because: {why: It has no description, where: the shop, seen: '2026-01-01'}
"""


def test_overlay_and_names_of_a_vendor_are_seen(
    tmp_path: Path, kept: Cache, made: list[str]
) -> None:
    known = project(tmp_path, WHOLE)
    before = all_texts(known, weave(known, kept))
    folder = tmp_path / "specs" / "shop0"
    (folder / "overlay.yaml").write_text(OVERLAY, "utf-8")
    after = all_texts(known, weave(known, kept))
    assert "An animal for sale." in after["specs/shop0/openapi.yaml"]
    assert "An animal for sale." not in before["specs/shop0/openapi.yaml"]
    names = after["specs/shop0/names.yaml"].replace("pets.list", "pets.search")
    (folder / "names.yaml").write_text(names, "utf-8")
    renamed = all_texts(known, weave(known, kept))
    assert "pets.search" in renamed["specs/shop0/names.yaml"]
    assert made == ["shop0"] * 3


def test_several_processes_make_the_same(
    tmp_path: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = project(tmp_path, WHOLE, MORE)
    alone = all_texts(known, weave(known))
    monkeypatch.setattr(pipeline, "APART", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    told: list[str] = []
    apart = weave(known, kept, lambda vendor, step: told.append(f"{vendor} {step}"))
    assert all_texts(known, apart) == alone
    assert "shop1 weaving in 2 processes" in told
    assert all_texts(known, weave(known, kept)) == alone


def test_problems_of_several_processes_are_all_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = project(tmp_path, "[]", "openapi: 9")
    monkeypatch.setattr(pipeline, "APART", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(SpecError) as caught:
        weave(known)
    files = {problem.place.file for problem in caught.value.problems}
    assert files == {"specs/shop0/source.yaml", "specs/shop1/source.yaml"}


def test_somebody_who_watches_is_told_of_each_step(shop: Path) -> None:
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
    assert b"shop: printing" in seen


def _seen(screen: int) -> bytes:
    """What the terminal shows next; nothing when its last writer is gone."""
    try:
        return os.read(screen, 65_536)
    except OSError:
        return b""
