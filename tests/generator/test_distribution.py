"""The generated distribution has the metadata that the settings state."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, git, isolate, write
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.metadata import Metadata
from specloom.cli import main
from specloom.project.distribution import Author, Distribution
from specloom.project.folders import Project
from specloom.render import render_distribution

LINES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=120)
TEXTS = st.lists(LINES, max_size=9).map(tuple)
DISTRIBUTIONS = st.builds(
    Distribution,
    name=st.just("acme"),
    description=LINES,
    authors=st.lists(st.builds(Author, name=LINES, email=LINES)).map(tuple),
    license=st.sampled_from(["", "MIT"]),
    license_files=TEXTS,
    urls=st.dictionaries(LINES, LINES).map(lambda found: tuple(found.items())),
    keywords=TEXTS,
    classifiers=TEXTS,
    dependencies=st.lists(st.sampled_from(["a>=1", "b[c]; os_name=='x'"])).map(tuple),
)
FULL = """\
[tool.specloom]
package = "clients"
distribution = "Acme.Clients"
version = "1.2rc1"
description = "Clients – of \\"our\\" vendors \\\\ and 😀."
license = "MIT OR Apache-2.0"
license-files = ["LICENSE", "LICENSES/Apache-2.0.txt"]
keywords = ["orders", "bookings and more"]
classifiers = ["Private :: Do Not Upload", "Typing :: Typed"]
dependencies = ["pandas[excel]>=2; python_version < '3.14'", "attrs"]
authors = [{ name = "Ann O’Neil", email = "ann@acme.example" }, { name = "Bo" }]
urls = { Homepage = "https://acme.example", "Issue tracker" = "https://acme.example/i" }
client-names = { tiny = "TinyThings" }
"""
LICENCES = {
    "LICENSE": "Do – what\nyou like.\n",
    "LICENSES/Apache-2.0.txt": "Be kind.\n",
}


def _table(known: Distribution) -> dict[str, Any]:
    project = Project(Path(), distribution=known)
    text = render_distribution(project, ["acme"])["pyproject.toml"]
    return tomllib.loads(text)["project"]


@settings(max_examples=60, deadline=None)
@given(known=DISTRIBUTIONS)
def test_the_values_are_those_of_the_settings(known: Distribution) -> None:
    """Whatever characters they have, and whether or not they fit in a line."""
    table = _table(known)
    assert table["dependencies"][1:] == [*known.dependencies]
    assert table["description"] == known.description
    assert table.get("license", "") == known.license
    assert table.get("urls", {}) == dict(known.urls)
    for key in ("license_files", "keywords", "classifiers"):
        assert table.get(key.replace("_", "-"), []) == [*getattr(known, key)]
    assert table.get("authors", []) == [asdict(each) for each in known.authors]


def test_what_is_not_set_is_not_written() -> None:
    known = {"name", "version", "description", "readme", "requires-python"}
    assert set(_table(Distribution())) == {*known, "dependencies"}
    assert _table(Distribution())["name"] == "specloom-clients"
    assert _table(Distribution(authors=(Author(email="a@b"),)))["authors"] == [
        {"email": "a@b"}
    ]


def _project(folder: Path, text: str) -> Path:
    write(folder, {SOURCE: TINY, "pyproject.toml": text, **LICENCES})
    result = CliRunner().invoke(main, ["generate", "--project", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


def _built(folder: Path, *targets: str) -> list[Path]:
    """Build distributions of a generated folder, and return their files."""
    output = folder.parent / f"{folder.name}-dist"
    for target in targets:
        command = [sys.executable, "-m", "hatchling", "build", "-t", target]
        built = subprocess.run(
            [*command, "-d", str(output)], cwd=folder, capture_output=True, text=True
        )
        assert built.returncode == 0, built.stderr
    return sorted(output.iterdir(), key=lambda path: path.suffix, reverse=True)


def _metadata(wheel: Path) -> tuple[Metadata, set[str]]:
    """Return the valid metadata of a wheel, and the names of its files."""
    with zipfile.ZipFile(wheel) as file:
        (name,) = (each for each in file.namelist() if each.endswith("/METADATA"))
        return Metadata.from_email(file.read(name)), set(file.namelist())


@pytest.mark.verify
def test_a_wheel_has_the_metadata(tmp_path: Path) -> None:
    root = _project(tmp_path / "project", FULL)
    wheel, sdist = _built(root / "generated", "wheel", "sdist")
    metadata, files = _metadata(wheel)
    assert (metadata.name, str(metadata.version)) == ("Acme.Clients", "1.2rc1")
    assert metadata.summary == 'Clients – of "our" vendors \\ and 😀.'
    assert metadata.author_email == "Ann O’Neil <ann@acme.example>"
    assert metadata.author == "Bo"
    assert metadata.license_expression == "MIT OR Apache-2.0"
    assert metadata.license_files == [*LICENCES]
    assert sorted(metadata.keywords or ()) == ["bookings and more", "orders"]
    assert metadata.project_urls is not None
    assert metadata.project_urls["Issue tracker"] == "https://acme.example/i"
    assert {"Typing :: Typed"} < set(metadata.classifiers or ())
    required = {each.name for each in metadata.requires_dist or ()}
    assert required == {"attrs", "pandas", "specloom-runtime"}
    assert metadata.description_content_type == "text/markdown"
    assert "clients/py.typed" in files and "clients/tiny/openapi.yaml" in files
    (folder,) = {each.split("/")[0] for each in files if ".dist-info" in each}
    assert {f"{folder}/licenses/{each}" for each in LICENCES} < files
    with tarfile.open(sdist) as file:
        assert {f"acme_clients-1.2rc1/{each}" for each in LICENCES} < {*file.getnames()}
    if find_spec("twine") is None:
        return  # `make release-check` installs it.
    command = [sys.executable, "-m", "twine", "check", "--strict"]
    checked = subprocess.run(
        [*command, str(wheel), str(sdist)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.verify
@pytest.mark.parametrize(
    ("pattern", "tags", "version"),
    [
        ("v*", ("v1.4.0", "w9.0.0"), "1.4.0"),
        ("acme-clients-v*", ("acme-clients-v2.0.0rc1", "v9.0.0"), "2.0.0rc1"),
        ("clients/*", ("clients/3.1.4", "others/9.0.0"), "3.1.4"),
        ("*.final", ("1.5.final", "9.0"), "1.5"),
    ],
)
def test_the_version_is_that_of_the_tag(
    pattern: str,
    tags: tuple[str, ...],
    version: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The project is a folder of a repository, and the sdist needs no repository."""
    pytest.importorskip("hatch_vcs")
    isolate(monkeypatch)
    text = f'[tool.specloom]\nversion = "tag"\nrelease-tags = "{pattern}"\n'
    root = _project(tmp_path / "repository" / "apis", text)
    git(root.parent, "init", "--quiet")
    commit(root.parent, {"apis/.gitignore": "*-dist\n"}, *tags)
    wheel, sdist = _built(root / "generated", "wheel", "sdist")
    assert wheel.name == f"specloom_clients-{version}-py3-none-any.whl"
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    (again,) = _built(unpacked, "wheel")
    assert again.name == wheel.name


def test_licence_files_are_copied_and_follow_their_originals(tmp_path: Path) -> None:
    root = _project(tmp_path, FULL)
    output = root / "generated"
    for name, text in LICENCES.items():
        assert (output / name).read_text("utf-8") == text
    (root / "LICENSE").write_text("Another.\n", "utf-8")
    check = CliRunner().invoke(main, ["check", "--project", str(root)])
    assert check.exit_code == 1 and "generated/LICENSE" in check.output
    generate = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert generate.exit_code == 0, generate.output
    assert (output / "LICENSE").read_text("utf-8") == "Another.\n"
    without = FULL.replace('"LICENSES/Apache-2.0.txt"', "")
    (root / "pyproject.toml").write_text(without, "utf-8")
    assert CliRunner().invoke(main, ["generate", "--project", str(root)]).exit_code == 0
    assert not (output / "LICENSES").exists()


def test_commands_that_copy_the_project_have_its_licence_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolate(monkeypatch)
    root = _project(tmp_path, FULL)
    commit(root, {})
    project = ("--project", str(root))
    source = str(root / SOURCE)
    for command in (
        ("add", "other", source, *project),
        ("update", "tiny", source, *project),
        ("report", "--against", "HEAD", *project),
        ("check", "--against", "HEAD", *project),
        ("generate", *project),
    ):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, (command, result.output)
    assert (root / "generated" / "LICENSE").is_file()
