"""A wheel of generated clients has what a later comparison needs, and no more."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, write
from specloom.baselines import open_baseline
from specloom.builds.full_builds import full_build
from specloom.cli import main
from specloom.errors import SpecError
from specloom.project.folders import Project

SETTINGS = '[tool.specloom]\npackage = "{}"\nspecs = "a b/apis"\noutput = "out/put"\n'


def build(folder: Path, target: str, output: Path) -> Path:
    """Build a distribution as a user does, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target]
    subprocess.run(
        [*command, "-d", str(output)], cwd=folder, check=True, capture_output=True
    )
    (made,) = output.iterdir()
    return made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    source = SOURCE.replace("specs", "a b/apis")
    write(root, {source: TINY, "pyproject.toml": SETTINGS.format("clients")})
    run = CliRunner().invoke(main, ["generate", "--no-cache", "--project", str(root)])
    assert run.exit_code == 0, run.output
    return root


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(project / "out/put", "wheel", tmp_path_factory.mktemp("wheel"))


def test_the_build_of_a_wheel_is_that_of_the_project(
    project: Path, wheel: Path
) -> None:
    now = Project.at(project)
    with open_baseline(now, str(wheel)) as baseline:
        assert (baseline.kind, baseline.names) == ("wheel", ("tiny",))
        made = baseline.build("tiny")
    assert made.package == full_build(now.vendor("tiny")).package
    assert made.from_normalized
    found = baseline.provenance["tiny"]
    assert found["package"] == "clients.tiny"
    assert found["options"] == {"docstrings": "full", "formatter": "ruff"}
    assert set(found["sha256"]) == {"source.yaml", "openapi.yaml", "names.yaml"}


def test_the_keys_of_the_overlay_are_kept(project: Path) -> None:
    """A wheel's document is not normalized again, which would remove such keys."""
    root = Path(__file__).parents[2]
    vendors = Project.at(root)
    for name in vendors.names():
        text = (root / vendors.specs / name / "openapi.yaml").read_text("utf-8")
        data = zipped({f"c/{name}/specloom.json": "{}", f"c/{name}/openapi.yaml": text})
        path = project / "real.whl"
        path.write_bytes(data)
        with open_baseline(vendors, str(path)) as baseline:
            package = baseline.build(name).package
        assert package == full_build(vendors.vendor(name)).package


def test_a_wheel_from_the_source_distribution_is_the_same(
    project: Path, wheel: Path, tmp_path: Path
) -> None:
    archive = build(project / "out/put", "sdist", tmp_path / "sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    # A folder of this name next to it belongs to somebody else.
    write(tmp_path, {"a b/apis/tiny/openapi.yaml": "no", "apis/tiny/openapi.yaml": ""})
    again = build(folder, "wheel", tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


def test_an_editable_installation_reads_the_checkout(
    project: Path, tmp_path: Path
) -> None:
    made = build(project / "out/put", "wheel:editable", tmp_path / "editable")
    with zipfile.ZipFile(made) as zipped_wheel:
        assert not [n for n in zipped_wheel.namelist() if n.endswith("specloom.json")]


def zipped(files: dict[str, str] | Iterable[tuple[str, str]]) -> bytes:
    pairs = files.items() if isinstance(files, dict) else files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in pairs:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Two members of one name.
                archive.writestr(name, text)
    return buffer.getvalue()


FOLDER = "clients/tiny"
GOOD = {f"{FOLDER}/specloom.json": "{}", f"{FOLDER}/openapi.yaml": "a: 1"}
BOMB = {**GOOD, f"{FOLDER}/openapi.yaml": "#" * 50_000_001}


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def encrypted() -> bytes:
    """A wheel whose members claim to be encrypted."""
    data = bytearray(zipped(GOOD))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a wheel"),
        (b"PK\x05\x06", "not a wheel"),
        (zipped(GOOD)[:-30], "not a wheel"),
        (zipped(GOOD)[100:], "not a wheel"),
        (patched(zipped(GOOD), b"PK\x03\x04", b"PK\x03\x05"), "not a wheel"),
        (encrypted(), "not a wheel"),
        (zipped(BOMB), "larger than 50,000,000 bytes"),
        (zipped([*GOOD.items(), *GOOD.items()]), "twice"),
        (zipped({f"{FOLDER}/specloom.json": "{}"}), "no clients/tiny/openapi.yaml"),
        (zipped({**GOOD, f"{FOLDER}/specloom.json": "{"}), "not a wheel"),
        (zipped({**GOOD, f"{FOLDER}/specloom.json": "[" * 99999}), "not a wheel"),
        (zipped({**GOOD, f"{FOLDER}/specloom.json": "[]"}), "not an object"),
        (zipped({"a.py": ""}), "contains no description"),
        (zipped({f"../{FOLDER}/specloom.json": "{}"}), "contains no description"),
        (zipped({f"/{FOLDER}/specloom.json": "{}"}), "contains no description"),
        (zipped({**GOOD, f"{FOLDER}/openapi.yaml": "a: ["}), "invalid YAML"),
        (zipped(GOOD), "not an OpenAPI document"),
    ],
)
def test_a_damaged_or_hostile_wheel_is_one_line(
    data: bytes, says: str, project: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in" / "clients.whl"
    path.parent.mkdir()
    path.write_bytes(data)
    with (
        pytest.raises(SpecError) as raised,
        open_baseline(Project.at(project), str(path)) as baseline,
    ):
        baseline.build("tiny")
    (problem,) = raised.value.problems
    assert says in str(problem)
    assert [each.name for each in tmp_path.rglob("*")] == ["in", "clients.whl"]


def test_a_folder_is_not_a_wheel(project: Path, tmp_path: Path) -> None:
    (tmp_path / "a.whl").mkdir()
    with (
        pytest.raises(OSError, match="directory"),
        open_baseline(Project.at(project), str(tmp_path / "a.whl")),
    ):
        pass


@pytest.mark.parametrize("edit", range(0, 4000, 97))
def test_no_change_of_a_description_ends_in_a_traceback(
    edit: int, project: Path, tmp_path: Path
) -> None:
    """A wheel may come from anybody: any document in it is a problem or a build."""
    text = (project / "a b/apis/tiny/openapi.yaml").read_text("utf-8")
    lines = text.splitlines()
    number = edit % len(lines)
    key = lines[number].partition(":")[0]
    values: list[Any] = ["[]", "{}", "7", "null", "-1", "x", "{$ref: '#/x'}"]
    lines[number] = f"{key}: {values[edit % len(values)]}"
    files = {**GOOD, f"{FOLDER}/openapi.yaml": "\n".join(lines)}
    path = tmp_path / "clients.whl"
    path.write_bytes(zipped(files))
    try:
        with open_baseline(Project.at(project), str(path)) as baseline:
            baseline.build("tiny")
    except SpecError as error:
        assert str(error)


def test_the_digests_are_those_of_the_files(project: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as found:
        provenance = json.loads(found.read("clients/tiny/specloom.json"))
        packaged = found.read("clients/tiny/openapi.yaml")
    source = (project / "a b/apis/tiny/source.yaml").read_bytes()
    assert provenance["sha256"]["openapi.yaml"] == sha256(packaged).hexdigest()
    assert provenance["sha256"]["source.yaml"] == sha256(source).hexdigest()
