"""The files for continuous integration do what docs/continuous-integration.md says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.cli import main
from workflow_steps import Runner, workflow

ROOT = Path(__file__).parents[2]
CI = ROOT / "templates" / "ci"
WORKFLOWS = sorted(path for path in CI.glob("*.yml") if path.stem != "release")
"""Those about changes of vendors; that of a release has tests of its own."""
UNTRUSTED = ("title", "body", "head.ref", "head.label", "head_ref", "message", "login")
"""What somebody else writes into an event, and must not reach a shell as code."""


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_safe(path: Path) -> None:
    loaded = workflow(path)
    assert loaded["permissions"] == {}
    assert "pull_request_target" not in path.read_text()
    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")
        for text in (*step.get("env", {}).values(), str(step.get("if", ""))):
            assert not [word for word in UNTRUSTED if f".{word}" in text]


def test_permissions_are_no_more_than_each_job_needs() -> None:
    rights = {
        path.name: [job["permissions"] for job in workflow(path)["jobs"].values()]
        for path in WORKFLOWS
    }
    assert rights == {
        "review.yml": [{"contents": "read", "pull-requests": "write"}],
        "watch.yml": [{"contents": "write", "pull-requests": "write"}],
    }


CHANGED = TINY.replace("size: {type: integer}", "size: {type: string}")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checkout of a project, and its `origin`, a bare repository."""
    folder = tmp_path_factory.mktemp("prepared")
    root = folder / "checkout"
    commit(root, {})
    committed(root, TINY)
    git(folder, "clone", "--quiet", "--bare", str(root), "origin.git")
    git(root, "remote", "add", "origin", "../origin.git")
    return folder


@pytest.fixture
def runner(prepared: Path, tmp_path: Path) -> Runner:
    """A machine with the checkout."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    root = tmp_path / "checkout"
    runner = Runner(root, tmp_path / "runner temp")
    runner.context = {
        "github.token": "secret-token",
        "github.repository": "acme/clients",
        "github.event.pull_request.number": "17",
        "github.event.pull_request.head.repo.full_name": "acme/clients",
    }
    return runner


def committed(root: Path, source: str) -> None:
    write(root, {SOURCE: source})
    run = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert run.exit_code == 0, run.output
    commit(root, {})


def pull_request(root: Path, source: str) -> None:
    """Check out the merge of a branch with a change, as the action does."""
    git(root, "checkout", "--quiet", "-b", "change")
    committed(root, source)
    git(root, "checkout", "--quiet", "--detach", "main")
    git(root, "-c", "user.name=t", "-c", "user.email=t", "merge", "--no-ff", "change")


def review(runner: Runner) -> int:
    return runner.run(workflow(CI / "review.yml"))


def test_a_review_writes_one_comment(runner: Runner) -> None:
    pull_request(runner.folder, TINY.replace("info:", "info: # changed\n ", 1))
    assert review(runner) == 0, runner.said
    listed, posted = runner.calls()
    comments = "repos/acme/clients/issues/17/comments"
    assert listed[:3] == ["api", "--paginate", comments]
    assert "POST" in posted and comments in posted
    (body,) = [word for word in posted if word.startswith("body=@")]
    report = Path(body.removeprefix("body=@")).read_text()
    assert report.startswith("### tiny")
    assert runner.summary() == report


def test_a_review_edits_its_comment(runner: Runner) -> None:
    pull_request(runner.folder, TINY)
    runner.answer([(["--paginate"], "98\n99\n")])
    assert review(runner) == 0, runner.said
    edited = runner.calls()[-1]
    assert "PATCH" in edited
    assert "repos/acme/clients/issues/comments/98" in edited
    query = runner.calls()[0][runner.calls()[0].index("--jq") + 1]
    assert "github-actions[bot]" in query
    assert 'contains("<!-- specloom-report' in query
    assert "<!-- specloom-report: " in runner.summary()


@pytest.mark.verify
def test_a_review_of_a_fork_writes_no_comment(runner: Runner) -> None:
    pull_request(runner.folder, TINY)
    runner.context["github.event.pull_request.head.repo.full_name"] = "other/clients"
    assert review(runner) == 0, runner.said
    assert runner.calls() == []
    assert runner.summary().startswith("### tiny")


@pytest.mark.verify
def test_a_review_fails_if_files_are_not_as_generated(runner: Runner) -> None:
    git(runner.folder, "checkout", "--quiet", "-b", "change")
    commit(runner.folder, {SOURCE: CHANGED})
    git(runner.folder, "checkout", "--quiet", "--detach", "main")
    options = ("-c", "user.name=t", "-c", "user.email=t")
    git(runner.folder, *options, "merge", "--no-ff", "change")
    assert review(runner) == 1
    assert "differs: specs/tiny/openapi.yaml" in "".join(runner.said.values())


@pytest.mark.verify
def test_a_review_of_a_breaking_change_comments_and_fails(runner: Runner) -> None:
    pull_request(runner.folder, CHANGED)
    assert review(runner) == 1
    assert "breaks: specs/tiny/source.yaml:" in "".join(runner.said.values())
    assert (
        "::error file=specs/tiny/source.yaml,line=" in runner.said["Write the report"]
    )
    (body,) = [word for word in runner.calls()[-1] if word.startswith("body=@")]
    report = Path(body.removeprefix("body=@")).read_text()
    assert "Thing.size" in report


@pytest.mark.verify
def test_a_review_without_the_base_fails(runner: Runner) -> None:
    """The checkout has one commit alone: nothing can be compared."""
    git(runner.folder, "checkout", "--quiet", "--orphan", "alone")
    commit(runner.folder, {})
    assert review(runner) != 0
    assert runner.calls() == []
    assert "there is no revision" in "".join(runner.said.values())


def watch(runner: Runner, source: str) -> int:
    fetched = runner.temporary / "published.yaml"
    fetched.write_text(source)
    loaded = workflow(CI / "watch.yml")
    loaded["env"] |= {
        "VENDOR": "tiny",
        "DESCRIPTION_URL": fetched.as_uri(),
        "BRANCH": "specloom/tiny",
    }
    return runner.run(loaded)


@pytest.fixture
def _curl() -> None:
    if subprocess.run(["curl", "--version"], capture_output=True).returncode:
        pytest.skip("needs curl")


@pytest.mark.usefixtures("_curl")
def test_a_watch_without_a_change_is_quiet(runner: Runner) -> None:
    assert watch(runner, TINY) == 0, runner.said
    assert runner.calls() == []
    assert git(runner.folder, "ls-remote", "origin", "refs/heads/specloom/*") == ""
    assert "Propose the update" not in runner.said


@pytest.mark.verify
@pytest.mark.usefixtures("_curl")
def test_a_watch_proposes_a_change_once(runner: Runner) -> None:
    root = runner.folder
    assert watch(runner, CHANGED) == 0, runner.said
    listed, created = runner.calls()
    assert listed[:2] == ["pr", "list"]
    assert created[:4] == ["pr", "create", "--head", "specloom/tiny"]
    body = Path(created[created.index("--body-file") + 1]).read_text()
    assert body.startswith("### tiny")
    git(root, "fetch", "--quiet", "origin", "specloom/tiny")
    assert git(root, "show", f"FETCH_HEAD:{SOURCE}") == CHANGED.strip()
    run = CliRunner().invoke(main, ["check", "--project", str(root)])
    assert run.exit_code == 0, run.output

    git(root, "checkout", "--quiet", "main")
    assert watch(runner, CHANGED) == 0, runner.said
    assert len(runner.calls()) == 2
    assert "proposed already" in runner.said["Propose the update"]

    git(root, "checkout", "--quiet", "main")
    runner.answer([(["pr", "list"], "5\n")])
    another = TINY.replace("size: {type: integer}", "size: {type: boolean}")
    assert watch(runner, another) == 0, runner.said
    assert runner.calls()[-1][:3] == ["pr", "edit", "5"]


@pytest.mark.verify
@pytest.mark.usefixtures("_curl")
def test_a_watch_fails_if_nothing_can_be_fetched(runner: Runner) -> None:
    loaded = workflow(CI / "watch.yml")
    missing = (runner.temporary / "none.yaml").as_uri()
    loaded["env"] |= {"VENDOR": "tiny", "DESCRIPTION_URL": missing}
    assert runner.run(loaded) != 0
    assert runner.calls() == []


def hooks() -> dict[str, dict[str, Any]]:
    loaded = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return {hook["id"]: hook for hook in loaded}


def hook(root: Path, name: str) -> tuple[int, str]:
    """Run the entry of a hook as pre-commit does: in the repository, without files."""
    words = shlex.split(hooks()[name]["entry"])
    assert words.pop(0) == "specloom"
    run = subprocess.run(
        [sys.executable, "-m", "specloom", *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.mark.verify
def test_the_hooks_of_pre_commit(runner: Runner) -> None:
    root = runner.folder
    assert hook(root, "specloom-check")[0] == 0
    write(root, {SOURCE: CHANGED})
    status, said = hook(root, "specloom-check")
    assert status == 1
    assert "differs: specs/tiny/openapi.yaml" in said
    # pre-commit itself fails if a hook changes files.
    assert hook(root, "specloom-generate")[0] == 0
    assert hook(root, "specloom-check")[0] == 0


def test_the_hooks_run_for_all_inputs_and_outputs() -> None:
    for each in hooks().values():
        assert each["pass_filenames"] is False
        for path in (SOURCE, "a/specs/x", "generated/a.py", "pyproject.toml"):
            assert re.search(each["files"], path)
        assert not re.search(each["files"], "docs/about-specs.md")


def test_the_example_names_the_hooks() -> None:
    example = yaml.safe_load((CI / "pre-commit-config.yaml").read_text())
    (repository,) = example["repos"]
    assert {each["id"] for each in repository["hooks"]} == set(hooks())
    for each in repository["hooks"]:
        published = hooks()[each["id"]]
        same = ("name", "entry", "files", "pass_filenames", "require_serial")
        assert {key: each[key] for key in same} == {key: published[key] for key in same}


def test_the_attributes_are_those_of_the_merge_driver(tmp_path: Path) -> None:
    commit(tmp_path, {".gitattributes": (CI / "gitattributes").read_text()})
    expected = {
        "specs/acme/openapi.yaml": "specloom",
        "specs/acme/names.yaml": "specloom",
        "specs/acme/losses.yaml": "specloom",
        "specs/acme/source.yaml": "unspecified",
        "specs/acme/overlay.yaml": "unspecified",
        "generated/clients/acme/client.py": "specloom",
        "generated/specloom.sha256": "specloom",
        "README.md": "unspecified",
    }
    said = git(tmp_path, "check-attr", "merge", "--", *expected).splitlines()
    assert said == [f"{path}: merge: {value}" for path, value in expected.items()]


def commands() -> list[list[str]]:
    """Return each call of `specloom` that the page, its files and the hooks have."""
    page = (ROOT / "docs/continuous-integration.md").read_text()
    texts = [
        *re.findall(r"(?m)^\$ (.+)$", page),
        *re.findall(r"`(specloom .+?)`", page),
    ]
    texts += [
        step["run"] for path in WORKFLOWS for step in steps(path) if "run" in step
    ]
    texts += [each["entry"] for each in hooks().values()]
    lines = "\n".join(texts).replace("\\\n", " ").replace("\n", " ; ")
    found = re.findall(r"(?:^|[ ;\"])(specloom [a-z][^;>|\"]*)", f"{lines} ;")
    return [each.split()[1:] for each in found]


def test_the_commands_of_the_page_exist() -> None:
    found = commands()
    assert {words[0] for words in found} == {
        "add",
        "check",
        "generate",
        "init",
        "merge-driver",
        "report",
        "update",
    }
    for name, *words in found:
        options = {o for param in main.commands[name].params for o in param.opts}
        assert {word for word in words if word.startswith("--")} <= options, name
