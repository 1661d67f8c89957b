"""Test how generated files are compared and written: all of them or none."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from specloom.output_files import MARKS, apply, plan

MARK = MARKS[0]
PYTHON = f"{MARK}`\n"


def put(root: Path, **texts: str) -> None:
    """Write files; `__` in a name is a slash, `_` before the suffix a dot."""
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(root: Path) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in root.rglob("*"))
    return sorted(found)


def test_files_are_compared_by_their_text(tmp_path: Path) -> None:
    put(tmp_path, a_py="same", b_py="old")
    made = plan(
        tmp_path, {"d.py": "x", "c/c.py": "x", "b.py": "new", "a.py": "same"}, []
    )
    assert (made.new, made.changed) == (("c/c.py", "d.py"), ("b.py",))
    assert (made.unchanged, made.stale) == (("a.py",), ())
    assert not made.clean
    assert plan(tmp_path, {"a.py": "same"}, []).clean
    assert not plan(tmp_path, {"e.py": ""}, []).clean
    assert not plan(tmp_path, {"b.py": ""}, []).clean


def test_only_marked_files_of_owned_folders_are_stale(tmp_path: Path) -> None:
    texts = {f"own__m{n}_md": f"{mark}`\n" for n, mark in enumerate(MARKS)}
    put(tmp_path, **texts, own__deep__a_py=PYTHON, own__b_toml=PYTHON)
    put(tmp_path, own__c_yaml=PYTHON, own__kept_py=PYTHON, own__mine_py="import os\n")
    put(tmp_path, own__late_py=f"\n{PYTHON}", own__data_json=PYTHON, other__a_py=PYTHON)
    (tmp_path / "own/folder.py").mkdir()
    made = plan(tmp_path, {"own/kept.py": PYTHON}, ["own", "absent"])
    marked = {"own/b.toml", "own/c.yaml", "own/deep/a.py"}
    assert made.stale == tuple(sorted(marked | {f"own/m{n}.md" for n in range(4)}))
    assert not made.clean


@pytest.mark.parametrize("path", ["../a.py", "link/a.py"])
def test_path_outside_the_root_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root/link").symlink_to(tmp_path)
    with pytest.raises(OSError, match="leads out of the output folder"):
        plan(tmp_path / "root", {path: ""}, [])


def test_files_are_written_and_stale_ones_removed(tmp_path: Path) -> None:
    put(
        tmp_path, a_py="old", own__x__y__a_py=PYTHON, own__b_py=PYTHON, own__c_md="mine"
    )
    apply(plan(tmp_path, {"a.py": "new", "d/e.py": "é"}, ["own"]))
    assert names(tmp_path) == ["a.py", "d", "d/e.py", "own", "own/c.md"]
    assert (tmp_path / "a.py").read_bytes() == b"new"
    assert (tmp_path / "d/e.py").read_bytes() == "é".encode()
    assert plan(tmp_path, {"a.py": "new", "d/e.py": "é"}, ["own"]).clean


def test_folder_that_becomes_empty_is_removed_but_not_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, own__x__a_py=PYTHON)
    apply(plan(root, {}, ["own"]))
    assert names(tmp_path) == ["root"]


def test_failure_at_the_end_restores_everything(tmp_path: Path) -> None:
    put(tmp_path, a_py="old", own__a_py=PYTHON, own__b_py=PYTHON)
    made = plan(tmp_path, {"a.py": "new", "n/b.py": ""}, ["own"])
    (tmp_path / "own/b.py").unlink()
    with pytest.raises(OSError, match="own/b.py"):
        apply(made)
    assert names(tmp_path) == ["a.py", "own", "own/a.py"]
    assert (tmp_path / "a.py").read_text() == "old"
    assert (tmp_path / "own/a.py").read_text() == PYTHON


def test_reports_are_written_wherever_they_are(tmp_path: Path) -> None:
    root = tmp_path / "root"
    report, pipe = tmp_path / "report.json", Path(os.devnull)
    report.write_text("old")
    made = plan(root, {"a.py": ""}, [], {report: "new", pipe: "lost"})
    apply(made)
    assert report.read_text() == "new"
    assert pipe.is_char_device(), "a device is not replaced"
    assert names(tmp_path) == ["report.json", "root", "root/a.py"]
    with pytest.raises(OSError, match="it is the path of a generated file"):
        plan(root, {"a.py": ""}, [], {root / "a.py": ""})
    assert plan(root, {"a.py": ""}, [], {report: "newer"}).clean


def test_report_in_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    report = tmp_path / "gone/report.json"
    with pytest.raises(OSError, match="gone/report.json"):
        apply(plan(tmp_path / "root", {"a.py": ""}, [], {report: ""}))
    assert names(tmp_path) == []


def test_nothing_to_do_makes_no_folder(tmp_path: Path) -> None:
    apply(plan(tmp_path / "absent", {}, []))
    assert names(tmp_path) == []
    apply(plan(tmp_path / "new/root", {"a.py": ""}, []))
    assert (tmp_path / "new/root/a.py").exists()


def test_failure_before_the_end_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, a_py="old")
    texts = {"a.py": "new", "b.py": "\ud800"}
    made = plan(tmp_path, {"a.py": "new", "b.py": "x"}, [])
    made.texts["b.py"] = texts["b.py"]  # type: ignore[index]
    with pytest.raises(UnicodeEncodeError):
        apply(made)
    assert names(tmp_path) == ["a.py"]
    assert (tmp_path / "a.py").read_text() == "old"


def test_interrupt_waits_for_the_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced, before = os.replace, signal.getsignal(signal.SIGINT)

    def interrupted(source: Path, target: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        replaced(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    apply(plan(tmp_path, {"a.py": "", "b.py": ""}, []))
    assert names(tmp_path) == ["a.py", "b.py"]
    assert signal.getsignal(signal.SIGINT) is before


def test_threads_can_write(tmp_path: Path) -> None:
    made = plan(tmp_path, {"a.py": ""}, [])
    writer = threading.Thread(target=apply, args=(made,))
    writer.start()
    writer.join()
    assert names(tmp_path) == ["a.py"]
