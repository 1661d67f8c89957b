"""The reference is complete and current."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
import specloom_runtime
import yaml
from built_site import built_site
from reference import FOLDER, reference_pages
from specloom.cli import main
from specloom.errors import SpecError
from specloom.lint.note_texts import Note
from specloom.load import Document, read
from specloom.messages import Message
from specloom.normalize.report.reasons import REASONS
from specloom.overlay.members import overlay_problems
from specloom.project.settings import read_settings
from specloom.vocabulary import check_vocabulary

ROOT = Path(__file__).parents[2]
MODULES = ("specloom_runtime", "specloom.mock", "specloom.testing")
OTHER_NAMES = {
    "specloom_runtime.testing.FakeTransport",
    "specloom_runtime.testing.make_response",
    "specloom_runtime.dask.read",
}
INFO = {"title": "Examples", "version": "1"}
NOTHING = {"target": "$.info", "update": {"title": "Acme"}}
VARIABLE = re.compile(r"\b(?:SPECLOOM_[A-Z]+|NO_COLOR|TERM|SHELL)\b")


def test_the_pages_are_current() -> None:
    texts = {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in FOLDER.rglob("*.md")
    }
    assert texts == reference_pages()


def _commands(
    command: click.Command, words: str
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from _commands(each, f"{words} {name}")
    else:
        yield words, command


def _settings(folder: Path) -> list[str]:
    """Return the settings that the message about an unknown one lists."""
    text = "[tool.specloom]\nnot-a-setting = 1\n"
    (folder / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(SpecError) as caught:
        read_settings(folder)
    known = re.search(r"expected ([a-z, -]+)\)", str(caught.value))
    assert known is not None
    return known[1].split(", ")


def _public_names() -> set[str]:
    exported = {f"{m}.{name}" for m in MODULES for name in import_module(m).__all__}
    return exported | OTHER_NAMES


def _keys() -> set[str]:
    folder = ROOT / "generator" / "specloom" / "vocabulary"
    names = {path.stem for path in folder.glob("*.yaml")} - {"shared", "version"}
    return {"x-specloom"} | {f"x-specloom-{name}" for name in names}


def _headings() -> dict[str, set[str]]:
    """Return the headings of the pages in each folder of the reference."""
    found: dict[str, set[str]] = {}
    for path in FOLDER.rglob("*.md"):
        name = path.relative_to(FOLDER).parts[0].removesuffix(".md")
        lines = re.findall(r"^##+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
        found.setdefault(name, set()).update(lines)
    return found


def test_everything_has_a_section(tmp_path: Path) -> None:
    found = _headings()
    assert found["commands"] >= {name for name, _ in _commands(main, "specloom")}
    assert found["settings"] == set(_settings(tmp_path))
    assert found["keys"] >= _keys()
    assert found["reasons"] >= set(REASONS)
    assert found["messages"] == {each.id for each in Message}
    assert found["findings"] >= {each.id for each in Note}
    errors = {
        name
        for name in specloom_runtime.__all__
        if isinstance(kind := getattr(specloom_runtime, name), type)
        and issubclass(kind, Exception)
    }
    assert found["errors"] >= errors - {"SpecloomError"}


def test_every_option_and_exit_status_is_in_the_section_of_its_command() -> None:
    text = "".join(p.read_text("utf-8") for p in (FOLDER / "commands").glob("*.md"))
    for name, command in _commands(main, "specloom"):
        _, _, rest = text.partition(f"\n## {name}\n")
        section = rest.partition("\n## ")[0]
        for option in command.params:
            for spelling in option.opts if isinstance(option, click.Option) else []:
                assert spelling in section, (name, spelling)
        statuses = re.findall(r"(?m)^  (\d+)  ", command.epilog or "")
        assert len(statuses) > 1
        assert re.findall(r"(?m)^\| (\d+) \|", section) == statuses


def test_every_public_name_is_on_a_page() -> None:
    text = "".join(p.read_text("utf-8") for p in (FOLDER / "runtime").glob("*.md"))
    assert set(re.findall(r"(?m)^::: (\S+)$", text)) == _public_names()


def test_every_message_says_what_to_do() -> None:
    for path in (FOLDER / "messages").glob("*.md"):
        for section in path.read_text("utf-8").split("\n## ")[1:]:
            assert re.search(r"\bexpected\b|What to do: ", section), section


def test_every_environment_variable_is_listed() -> None:
    page = (FOLDER / "variables.md").read_text("utf-8")
    used = set()
    for folder in ("generator", "runtime"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            if "os.environ" in text:
                strings = (
                    node.value
                    for node in ast.walk(ast.parse(text))
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )
                used |= {each for each in strings if VARIABLE.fullmatch(each)}
    assert len(used) == 5
    assert set(re.findall(r"(?m)^## ([A-Z_]+)$", page)) == used


def test_examples_of_settings_are_valid(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "LICENSE").write_text("", "utf-8")
    page = (FOLDER / "settings.md").read_text("utf-8")
    examples = re.findall(r"(?ms)^```toml\n(.*?)^```", page)
    assert len(examples) == page.count("\n## ")
    for example in examples:
        (tmp_path / "pyproject.toml").write_text(example, "utf-8")
        assert read_settings(tmp_path)


def test_each_setting_says_what_is_refused(tmp_path: Path) -> None:
    page = (FOLDER / "settings.md").read_text("utf-8")
    for section in page.split("\n## ")[1:]:
        table = section.partition("| refused, for example |")[2]
        rows = re.findall(r"(?m)^\| (`.*) \| [^|]+ \|$", table)
        assert rows, section
        for refused in (each for row in rows for each in row.split("`, `")):
            lines = [each.strip("`") for each in refused.split("` next to `")]
            text = "\n".join(["[tool.specloom]", *lines])
            (tmp_path / "pyproject.toml").write_text(text, "utf-8")
            with pytest.raises(SpecError):
                read_settings(tmp_path)


def test_examples_of_findings_are_about_them() -> None:
    page = (FOLDER / "findings.md").read_text("utf-8")
    for section in page.split("\n### ")[1:]:
        name = section.partition("\n")[0]
        example = next(x for x in section.splitlines() if x.startswith("> "))
        assert "\\[" not in example or f"\\[{name}\\]" in example


def test_examples_of_keys_are_valid() -> None:
    pages = (FOLDER / "keys").glob("*.md")
    texts = [text for page in pages for text in page.read_text("utf-8").split("\n## ")]
    examples = {
        text.partition("\n")[0]: yaml.safe_load(block[1])
        for text in texts
        if (block := re.search(r"```yaml\n(.*?)```", text, re.DOTALL))
    }
    # Normalization writes these keys: there is no overlay to show.
    written = {"stream", "view-of", "additional-operations"}
    assert _keys() - set(examples) == {f"x-specloom-{name}" for name in written}
    for key, example in examples.items():
        assert key in json.dumps(example)
        actions = example if isinstance(example, list) else [NOTHING]
        root = example if isinstance(example, dict) else {}
        overlay = {"overlay": "1.1.0", "info": INFO, "actions": actions, **root}
        document = Document("o.yaml", read(json.dumps(overlay).encode(), shown="o"))
        assert [*overlay_problems(document)] == []
        assert check_vocabulary(document) == []


@pytest.mark.verify
def test_everything_is_in_the_site_and_its_search(tmp_path: Path) -> None:
    site = built_site()
    index = json.loads((site / "search.json").read_text("utf-8"))["items"]
    titles: dict[str, set[str]] = {}
    for item in index:
        titles.setdefault(item["title"], set()).add(item["location"])
    wanted = {
        "reference/commands/": {name for name, _ in _commands(main, "specloom")},
        "reference/settings/": set(_settings(tmp_path)),
        "reference/keys/": _keys(),
        "reference/reasons/": set(REASONS),
        "reference/messages/": {each.id for each in Message},
        "reference/findings/": {each.id for each in Note},
        "reference/runtime/": {name.rpartition(".")[2] for name in _public_names()},
    }
    for folder, names in wanted.items():
        for name in names:
            places = [p for p in titles.get(name, ()) if p.startswith(folder)]
            assert places, (folder, name)
            for place in places:
                path, _, anchor = place.partition("#")
                text = (site / path / "index.html").read_text("utf-8")
                assert f'id="{anchor}"' in text


def test_the_page_shows_the_lines_of_the_template_for_git() -> None:
    template = (ROOT / "templates" / "ci" / "gitattributes").read_text("utf-8")
    lines = [each for each in template.splitlines() if not each.startswith("#")]
    page = (ROOT / "docs" / "continuous-integration.md").read_text("utf-8")
    block = re.search(r"(?s)```gitattributes\n(.*?)\n```", page)
    assert block and block[1].splitlines() == lines
