"""Test how generated files are compared and written: all of them or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from specloom.messages import Message
from specloom.output.file_ownership import MANIFEST, MARKS, Protection
from specloom.output.plan import Plan, plan
from specloom.output.writing import RefusedFilesError, apply, write

MARK = MARKS[0]
PYTHON = f"{MARK}`\n"
OLD = f"{PYTHON}old\n"


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
    made = plan(tmp_path / "root", {path: ""}, [])
    folder = str((tmp_path / "root" / path).parent)
    assert made.refused == {folder: Message.LINK_OUT_OF_OUTPUT()}


def test_files_are_written_and_stale_ones_removed(tmp_path: Path) -> None:
    put(tmp_path, a_py=OLD, own__x__y__a_py=PYTHON, own__b_py=PYTHON, own__c_md="mine")
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
    put(tmp_path, a_py=OLD, own__a_py=PYTHON, own__b_py=PYTHON)
    made = plan(tmp_path, {"a.py": "new", "n/b.py": ""}, ["own"])
    (tmp_path / "own/b.py").unlink()
    with pytest.raises(OSError, match="own/b.py"):
        apply(made)
    assert names(tmp_path) == ["a.py", "own", "own/a.py"]
    assert (tmp_path / "a.py").read_text() == OLD
    assert (tmp_path / "own/a.py").read_text() == PYTHON


def test_reports_are_written_wherever_they_are(tmp_path: Path) -> None:
    root = tmp_path / "root"
    report, pipe = tmp_path / "report.json", tmp_path / "pipe"
    report.write_text(OLD)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    apply(plan(root, {"a.py": ""}, [], {report: "new", pipe: "sent"}))
    assert report.read_text() == "new"
    assert pipe.is_fifo(), "what is not a file is not replaced"
    assert os.read(reader, 9) == b"sent"
    os.close(reader)
    assert names(tmp_path) == ["pipe", "report.json", "root", "root/a.py"]
    for file in (root / "a.py", root):
        made = plan(root, {"a.py": ""}, [], {file: ""})
        assert made.refused == {str(file): Message.REPORT_REPLACES_OUTPUT()}
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
    put(tmp_path, a_py=OLD)
    texts = {"a.py": "new", "b.py": "\ud800"}
    made = plan(tmp_path, {"a.py": "new", "b.py": "x"}, [])
    made.texts["b.py"] = texts["b.py"]  # type: ignore[index]
    with pytest.raises(UnicodeEncodeError):
        apply(made)
    assert names(tmp_path) == ["a.py"]
    assert (tmp_path / "a.py").read_text() == OLD


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


def test_what_somebody_else_wrote_is_not_replaced(tmp_path: Path) -> None:
    put(tmp_path, a_py="import os\n", b_py=OLD, c_py="same", d_json="{}")
    (tmp_path / "link.py").symlink_to(tmp_path / "b.py")
    (tmp_path / "lost.py").symlink_to(tmp_path / "absent")
    texts = dict.fromkeys(("a.py", "b.py", "link.py", "lost.py"), "new")
    texts["c.py"] = "same"
    report = tmp_path / "d.json"
    before = {path: path.read_bytes() for path in tmp_path.glob("*.*") if path.exists()}
    with pytest.raises(RefusedFilesError) as raised:
        write(tmp_path, texts, [], {report: "[]"})
    foreign = [*map(Path, raised.value.refused)]
    assert [path.name for path in foreign] == ["a.py", "d.json", "link.py", "lost.py"]
    assert {*raised.value.refused.values()} == {Message.FOREIGN_FILE()}
    assert {p: p.read_bytes() for p in tmp_path.glob("*.*") if p.exists()} == before
    allowed = Protection(overwrite=foreign)
    write(tmp_path, texts, [], {report: "[]"}, allowed)
    assert (tmp_path / "lost.py").read_text() == "new"
    assert report.read_text() == "[]"


def test_an_input_is_never_replaced_or_removed(tmp_path: Path) -> None:
    put(tmp_path, own__a_yaml=OLD, own__b_yaml=OLD, own__c_yaml=OLD)
    (tmp_path / "other.yaml").symlink_to(tmp_path / "own/a.yaml")
    inputs = [tmp_path / "other.yaml", tmp_path / "own/b.yaml"]
    protection = Protection(inputs=inputs, overwrite=[tmp_path / "own/a.yaml"])
    made = plan(tmp_path, {"own/a.yaml": "new"}, ["own"], protection=protection)
    assert made.refused == {str(tmp_path / "own/a.yaml"): Message.INPUT_REPLACED()}
    assert made.stale == ("own/c.yaml",)
    with pytest.raises(RefusedFilesError, match="own/a.yaml"):
        apply(made)
    file, protection = tmp_path / "other.yaml", Protection(inputs=inputs)
    report = plan(tmp_path, {}, [], {file: ""}, protection)
    assert report.refused == {str(file): Message.INPUT_REPLACED()}


def test_a_manifest_records_what_has_no_line_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "out"
    protection = Protection(out / MANIFEST)
    report = tmp_path / "report.json"

    def run(report_text: str, **texts: str) -> Plan:
        named = {name.replace("_", "."): text for name, text in texts.items()}
        files = {f"out/{name}": text for name, text in named.items()}
        return write(tmp_path, files, ["out"], {report: report_text}, protection)

    run("[1]", a_py=PYTHON, py_typed="one", old_typed="")
    assert names(out) == ["a.py", "old.typed", "py.typed", MANIFEST]
    recorded = (out / MANIFEST).read_text()
    assert recorded.startswith(MARK) and "a.py" not in recorded
    assert "  ../report.json\n" in recorded
    made = run("[2]", a_py=PYTHON, py_typed="two")
    assert (made.changed, made.stale) == (("out/py.typed",), ("out/old.typed",))
    assert (report.read_text(), (out / "py.typed").read_text()) == ("[2]", "two")
    assert "old.typed" not in (out / MANIFEST).read_text()
    (out / "py.typed").write_text("mine")
    report.write_text("mine")
    with pytest.raises(RefusedFilesError) as raised:
        run("[3]", a_py=PYTHON, py_typed="three")
    refused = {Path(file).name for file in raised.value.refused}
    assert refused == {"py.typed", "report.json"}


def test_the_manifest_goes_with_the_last_file_it_records(tmp_path: Path) -> None:
    protection = Protection(tmp_path / MANIFEST)
    write(tmp_path, {"a/py.typed": ""}, ["a"], {}, protection)
    write(tmp_path, {}, ["a"], {}, protection)
    assert names(tmp_path) == []
    (tmp_path / MANIFEST).write_text("mine\n")
    with pytest.raises(RefusedFilesError, match=MANIFEST):
        write(tmp_path, {"a/py.typed": ""}, ["a"], {}, protection)


def test_one_process_writes_after_the_other(tmp_path: Path) -> None:
    """Four write different texts to a folder that no one of them has made."""
    root = tmp_path / "deep/out"
    script = (
        "import sys; from pathlib import Path\n"
        "from specloom.output.writing import write\n"
        f"texts = {{f'p/{{n}}.py': {PYTHON!r} + sys.argv[2] * 99 for n in range(60)}}\n"
        "write(Path(sys.argv[1]), texts, ['p'])"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(root), str(number)])
        for number in range(4)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    texts = {path.read_text() for path in (root / "p").iterdir()}
    assert len(texts) == 1, "files of two processes are mixed"
    assert len(names(root)) == 61


@pytest.mark.parametrize("moved", [0, 1, 5])
def test_what_a_killed_process_left_is_cleaned_up(tmp_path: Path, moved: int) -> None:
    put(tmp_path, p__0_py=OLD, p__x__old_py=OLD)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from specloom.output.writing import write\n"
        "count, replace = 0, os.replace\n"
        "def dying(*names):\n"
        "    global count\n"
        f"    if count == {moved}: os._exit(9)\n"
        "    count += 1; replace(*names)\n"
        "os.replace = dying\n"
        f"texts = {{f'p/{{n}}.py': {PYTHON!r} for n in range(9)}}\n"
        "write(Path(sys.argv[1]), texts, ['p'])"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)]).returncode == 9
    assert any(path.suffix == ".new" for path in (tmp_path / "p").iterdir())
    write(tmp_path, {f"p/{n}.py": PYTHON for n in range(9)}, ["p"])
    assert names(tmp_path) == ["p", *(f"p/{n}.py" for n in range(9))]


@pytest.mark.parametrize("name", ["a\nb.json", "\udcff.json"])
def test_a_name_that_the_manifest_cannot_state_is_not_recorded(
    name: str, tmp_path: Path
) -> None:
    protection = Protection(tmp_path / "out" / MANIFEST)
    texts = {"out/a.py": PYTHON, "out/py.typed": ""}
    write(tmp_path, texts, ["out"], {tmp_path / name: "[]"}, protection)
    lines = (tmp_path / "out" / MANIFEST).read_text().splitlines()
    assert [line.partition("  ")[2] for line in lines[1:]] == ["py.typed"]


def test_a_manifest_that_is_not_text_is_written_again(tmp_path: Path) -> None:
    protection = Protection(tmp_path / MANIFEST)
    (tmp_path / MANIFEST).write_bytes(MARK.encode() + b"\n\xff")
    write(tmp_path, {"py.typed": ""}, [], {}, protection)
    assert (tmp_path / MANIFEST).read_text().count("\n") == 2
