"""The workflows that publish have no secrets, and little may be done in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from workflow_steps import workflow

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".github" / "workflows" / "release.yml"
TEMPLATE = ROOT / "templates" / "ci" / "release.yml"
BOTH = pytest.mark.parametrize("path", [OWN, TEMPLATE], ids=["own", "template"])
PAGE = ROOT / "docs" / "how-to" / "publish-a-package.md"


def steps(path: Path, job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow(path)["jobs"][job]["steps"]
    return found


@BOTH
def test_only_the_job_that_publishes_can_upload(path: Path) -> None:
    loaded = workflow(path)
    # YAML 1.1 reads `on` as True.
    assert loaded[True] == {"push": {"tags": ["v*"]}}
    assert loaded["permissions"] == {}
    build, publish = loaded["jobs"]["build"], loaded["jobs"]["publish"]
    assert [*loaded["jobs"]] == ["build", "publish"]
    assert build["permissions"] == {"contents": "read"}
    assert "environment" not in build
    assert publish["permissions"] == {"attestations": "write", "id-token": "write"}
    assert (publish["environment"], publish["needs"]) == ("pypi", "build")
    assert not [step for step in publish["steps"] if "run" in step]
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "actions/attest-build-provenance",
        "pypa/gh-action-pypi-publish",
    ]


@BOTH
def test_no_secret_and_no_code_of_an_event(path: Path) -> None:
    assert "secrets." not in path.read_text("utf-8")
    for job in workflow(path)["jobs"].values():
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            options = step.get("with", {})
            assert not {"password", "user", "attestations"} & {*options}
            if step.get("uses", "").startswith("actions/checkout@"):
                assert options["persist-credentials"] is False


@BOTH
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert len(lines) == 6
    for line in lines:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@BOTH
def test_what_is_published_is_what_was_checked(path: Path) -> None:
    stored = next(s for s in steps(path, "build") if "upload-artifact" in str(s))
    taken, attested, published = (s["with"] for s in steps(path, "publish"))
    assert stored["with"]["name"] == taken["name"]
    assert stored["with"]["path"].endswith("dist")
    assert taken["path"] == published["packages-dir"] == "dist"
    assert attested["subject-path"] == "dist/*"


def test_the_checks_of_the_own_workflow_know_the_tag() -> None:
    (check,) = (s for s in steps(OWN, "build") if "release-check" in s.get("run", ""))
    assert check["run"] == 'make release-check TAG="$TAG" OUTPUT=dist'
    assert check["env"] == {"TAG": "${{ github.ref_name }}"}


def test_the_page_shows_the_job_that_publishes() -> None:
    text = TEMPLATE.read_text("utf-8")
    job = text[text.index("  publish:\n") :]
    assert f"```yaml\njobs:\n{job}```\n" in PAGE.read_text("utf-8")


def run_step(name: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a step of the template, with the interpreter and the tools of this run."""
    (step,) = (s for s in steps(TEMPLATE, "build") if s.get("name") == name)
    tools = str(Path(sys.executable).parent)
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(folder),
            **workflow(TEMPLATE)["env"],
            **variables,
        },
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("tag", "files", "wrong"),
    [
        ("v1.2.0", ["a_b-1.2.0-py3-none-any.whl", "a_b-1.2.0.tar.gz"], None),
        ("v1.2.dev3", ["a_b-1.2.dev3.tar.gz"], None),
        ("1.2.0", ["a_b-1.2.0.tar.gz"], None),
        ("v1.2.1", ["a_b-1.2.0.tar.gz"], "a_b-1.2.0.tar.gz"),
        ("v1.2.0", ["a_b-11.2.0.tar.gz"], "a_b-11.2.0.tar.gz"),
        ("v1.2", ["a_b-1.2.0-py3-none-any.whl"], "a_b-1.2.0-py3-none-any.whl"),
        ("v1.2.0", ["a_b-1.2.0.dev3-py3-none-any.whl"], "a_b-1.2.0.dev3-py3-"),
    ],
)
def test_the_version_must_be_that_of_the_tag(
    tag: str, files: list[str], wrong: str | None, tmp_path: Path
) -> None:
    (tmp_path / "dist").mkdir()
    for name in files:
        (tmp_path / "dist" / name).touch()
    name = "Check that the version is that of the tag"
    status, said = run_step(name, tmp_path, TAG=tag)
    if wrong is None:
        assert (status, said) == (0, "")
    else:
        assert status == 1
        assert said.startswith(f"::error::the tag is {tag}, but {wrong}")


PYTHON = """\
#!/bin/bash
# Stands for the tools that write distributions and read their metadata.
if [ "$2" = build ]; then
    mkdir -p "$4" && echo "$SOURCE_DATE_EPOCH {change}" > "$4/a-1.tar.gz"
fi
"""


@pytest.mark.parametrize(("change", "status"), [("", 0), ("$4", 1)])
def test_builds_that_differ_are_not_published(
    change: str, status: int, tmp_path: Path
) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    tools = tmp_path / "tools"
    tools.mkdir()
    python = tools / "python"
    python.write_text(PYTHON.format(change=change))
    python.chmod(0o755)
    git = tools / "git"
    git.write_text("#!/bin/sh\necho 1700000000\n")
    git.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    found, said = run_step("Build twice, and compare", tmp_path, PATH=path)
    assert (found, "a-1.tar.gz" in said) == (status, bool(status))
    assert (tmp_path / "dist/a-1.tar.gz").read_text().startswith("1700000000 ")
