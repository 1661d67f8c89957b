"""Plan the files that make a repository a project of Specloom.

Files that exist are extended, and only if they do not mention what would be added. A
file that has only generated content is replaced only if the user names it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..editor_schemas import is_own_schema
from ..load import Document, decode_text, load_bytes, read
from ..overlay_output.appended_text import with_actions
from ..project.folders import Project
from ..regular_files import read_regular, real_path
from ..render.environment import templates
from .planned_file import PARTS, Part, PlannedFile

MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
"""The names of makefiles, in the order in which make looks for them."""
SCHEMAS = ".schemas"
"""The folder of JSON Schemas, inside the folder of the descriptions."""


@dataclass(frozen=True)
class _Plan:
    """Create the planned files of one project."""

    root: Path
    project: Project
    overwrite: Collection[Path]

    def whole(
        self, path: str, text: str, note: str, *, may_replace: bool = False
    ) -> PlannedFile:
        """Return a file that has nothing but what Specloom writes.

        Args:
            path: the file.
            text: the text of the file.
            note: what the file is for.
            may_replace: whether another text of the file is an older one of Specloom.
        """
        old = self._present(path)
        return PlannedFile(
            path=path,
            old=old,
            new=text,
            note=note,
            replaces=old not in (None, text) and not may_replace,
            is_named=real_path(self.root / path) in self.overwrite,
        )

    def extended(
        self,
        path: str,
        text: str,
        note: str,
        *,
        has: Callable[[str], bool],
        join: Callable[[str, str], str] | None = None,
    ) -> PlannedFile:
        """Return a file to which text is added, unless it has it already.

        Args:
            path: the file.
            text: the text to add.
            note: what the text is for.
            has: whether the present text of the file needs no addition.
            join: returns the present text with the addition; otherwise the addition
                is written after it.
        """
        old = self._present(path)
        if old is None:
            return PlannedFile(path=path, old=None, new=text, note=note)
        new = old if has(old) else (join or _appended)(old, text)
        return PlannedFile(path=path, old=old, new=new, note=note)

    def makefile(self) -> PlannedFile:
        """Return the makefile that make reads, with targets unless it has such ones."""
        known = [name for name in MAKEFILES if (self.root / name).is_file()]
        path, note = known[0] if known else MAKEFILES[-1], PARTS["make"]
        present = self._present(path) or ""
        if _mentions(present) or not (reason := _no_targets(present)):
            return self.extended(path, self.template("Makefile"), note, has=_mentions)
        note = f"{note}: not added, because {reason}"
        return PlannedFile(path=path, old=present, new=present, note=note)

    def hooks(self) -> PlannedFile:
        """Return the configuration of pre-commit, with hooks if they can be added."""
        path, note = ".pre-commit-config.yaml", PARTS["pre-commit"]
        added = self.shared("pre-commit-config.yaml")
        file = self.extended(path, added, note, has=_mentions, join=_with_hooks)
        if file.old is None or file.new != file.old or _mentions(file.old):
            return file
        reason = "repos is not a list to which lines can be added"
        return replace(file, note=f"{note}: not added, because {reason}")

    def template(self, name: str) -> str:
        """Return the text of a template, with the project's folders and package."""
        environment = Environment(
            loader=FileSystemLoader(templates() / "init"),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            autoescape=False,
        )
        project = self.project
        return environment.get_template(name).render(
            specs=project.specs, output=project.output, package=project.package
        )

    def shared(self, name: str) -> str:
        """Return a file of `templates/ci`, with the project's folders.

        These files have the default folders, so that they can also be copied.
        """
        text = ci_template(name)
        folders = {"specs": self.project.specs, "generated": self.project.output}
        pattern = r"(?<![\w./-])(specs|generated)(?=/)"
        return re.sub(pattern, lambda found: folders[found[1]], text)

    def _present(self, path: str) -> str | None:
        file = self.root / path
        if not file.exists():
            return None
        return decode_text(load_bytes(file, shown=path), shown=path)


def init_files(
    root: Path,
    project: Project,
    parts: set[Part],
    schemas: dict[str, str],
    overwrite: Iterable[Path] = (),
) -> list[PlannedFile]:
    """Return the files of a project.

    Args:
        root: the folder of the project.
        project: the settings; those in pyproject.toml if there are any.
        parts: the parts to write.
        schemas: the JSON Schemas for editors, by file name.
        overwrite: the files that are replaced even if the user changed them.

    Raises:
        SpecError: a file that exists cannot be read, or a setting is invalid.
    """
    plan = _Plan(root, project, {real_path(path) for path in overwrite})
    files = [
        plan.extended(
            "pyproject.toml",
            plan.template("settings.toml"),
            "the settings",
            has=has_settings,
        ),
        plan.whole(
            f"{project.specs}/README.md",
            plan.template("specs.md"),
            "what the files of a vendor are",
        ),
    ]
    for part in PARTS:
        if part in parts:
            files += _part_files(plan, part, schemas)
    return files


def ci_template(name: str) -> str:
    """Return the text of a file of `templates/ci`."""
    return (templates() / "ci" / name).read_text("utf-8")


def watch_file(vendor: str, address: str) -> tuple[str, str]:
    """Return the path and the text of a workflow that watches a vendor's description.

    Args:
        vendor: the name of the vendor.
        address: the URL of the description.
    """
    lines = []
    for line in ci_template("watch.yml").splitlines(keepends=True):
        if line.startswith("  DESCRIPTION_URL:"):
            line = f"  DESCRIPTION_URL: {json.dumps(address)}\n"
        lines.append(re.sub(r"\bacme$", vendor, line))
    # The file that is copied by hand says more in its first comment.
    head = f"# Watch {vendor}: fetch its description each day, and propose an update.\n"
    body = "".join(lines).partition("\nname: ")[2]
    return f".github/workflows/specloom-watch-{vendor}.yml", f"{head}name: {body}"


def has_settings(text: str) -> bool:
    """Return whether the text of a pyproject.toml has `[tool.specloom]`."""
    try:
        tools = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):
        return True  # Reading the settings has reported the error.
    return isinstance(tools, dict) and "specloom" in tools


def _part_files(
    plan: _Plan, part: Part, schemas: dict[str, str]
) -> Iterator[PlannedFile]:
    if part == "make":
        yield plan.makefile()
    elif part == "ci":
        path = ".github/workflows/specloom-review.yml"
        yield plan.whole(path, plan.shared("review.yml"), PARTS[part])
    elif part == "pre-commit":
        yield plan.hooks()
    elif part == "git":
        text = plan.shared("gitattributes")
        yield plan.extended(".gitattributes", text, PARTS[part], has=_mentions)
    elif part == "agents":
        text = plan.template("AGENTS.md")
        yield plan.extended("AGENTS.md", text, PARTS[part], has=_mentions)
    else:
        yield plan.extended(
            ".taplo.toml", plan.template("taplo.toml"), PARTS[part], has=_mentions
        )
        for name, text in schemas.items():
            path = f"{plan.project.specs}/{SCHEMAS}/{name}"
            file = plan.root / path
            own = file.is_file() and is_own_schema(read_regular(file))
            yield plan.whole(path, text, PARTS[part], may_replace=own)


def _no_targets(text: str) -> str:
    """Return why targets cannot be added to a makefile; "" if they can."""
    if re.search(r"(?m)^(clients|check-clients)\b.*:", text):
        return "it has targets with these names"
    if ".RECIPEPREFIX" in text:
        return "its recipes do not begin with a tab"
    if len(re.findall(r"(?m)^\s*define\b", text)) != len(
        re.findall(r"(?m)^\s*endef\b", text)
    ):
        return "it has a define without endef"
    return ""


def _mentions(text: str) -> bool:
    return "specloom" in text.lower()


def _appended(old: str, added: str) -> str:
    """Return text with lines after an empty line, with its own line breaks."""
    line_break = "\r\n" if "\r\n" in old else "\n"
    added = added.replace("\n", line_break)
    if not old.strip():
        return added
    return f"{old.rstrip()}{line_break}{line_break}{added}"


def _with_hooks(old: str, added: str) -> str:
    """Return the text of .pre-commit-config.yaml with further repositories."""
    shown = ".pre-commit-config.yaml"
    if not old.strip():
        return added
    data = old.encode()
    document = Document(shown, read(data, shown=shown))
    repositories = read(added.encode(), shown=shown)["repos"]
    root: Any = document.data
    if isinstance(root, dict) and "repos" not in root:
        return _appended(old, added)
    if not isinstance(root, dict) or not isinstance(root["repos"], list):
        return old  # pre-commit itself rejects this file.
    edited = with_actions(data, document, repositories, "repos")
    # Without its layout, comments and anchors of the file would be lost.
    is_empty = not root["repos"]
    return edited.text if edited.keeps_layout or is_empty else old
