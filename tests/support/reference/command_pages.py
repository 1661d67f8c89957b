"""The commands, with their arguments, options, examples and exit statuses."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from specloom.cli import main
from specloom.command_group import commands_of

from .markdown import anchor, block, code, page, plain, table

OTHERS = "others"
TOPICS = {
    "projects": (
        "Projects and vendors",
        "Start a project, try a document, and add a vendor.",
        ("init", "try", "add", "completion"),
    ),
    "generating": (
        "Generate and check",
        "Write the clients, and keep them as the descriptions say.",
        ("generate", "normalize", "check", "accept", "merge-driver"),
    ),
    "declaring": (
        "Declare what a document leaves out",
        "Find what is missing, propose it, write it in an overlay, and see its effect.",
        ("lint", "suggest", "overlay", "explain", "schema"),
    ),
    "changes": (
        "Take over a vendor's new version",
        "Compare versions, and see what they change for callers.",
        ("update", "diff", "report", "impact", "migrate"),
    ),
    OTHERS: (
        "Mocks and documentation",
        "A server that behaves like a vendor, and pages about vendors.",
        ("mock", "docs"),
    ),
}
"""The title of each page, what its commands are for, and their first words."""
_EXIT = "Exit status"


def pages() -> dict[str, str]:
    """Return a page for each topic, and the page of all commands."""
    found: dict[str, list[tuple[str, click.Command]]] = {each: [] for each in TOPICS}
    for words, command in commands_of(main):
        found[_topic(words[0])].append((" ".join(words), command))
    for topic, (_, _, order) in TOPICS.items():
        found[topic].sort(key=lambda each: _position(each[0], order))
    texts = {
        f"commands/{topic}.md": page(
            TOPICS[topic][0],
            TOPICS[topic][1],
            *(_section(name, command) for name, command in commands),
        )
        for topic, commands in found.items()
    }
    return {"commands/index.md": _index(found), **texts}


def _topic(word: str) -> str:
    return next((t for t, (_, _, words) in TOPICS.items() if word in words), OTHERS)


def _position(name: str, order: tuple[str, ...]) -> int:
    word = name.split()[0]
    return order.index(word) if word in order else len(order)


def _index(found: dict[str, list[tuple[str, click.Command]]]) -> str:
    """Return the page that lists all commands."""
    tables = []
    for topic, commands in found.items():
        rows = [
            (
                f"[`specloom {name}`]({topic}.md#{anchor('specloom ' + name)})",
                plain(_paragraphs(command)[0]),
            )
            for name, command in commands
        ]
        tables += [f"## {TOPICS[topic][0]}", table(("command", "what it does"), rows)]
    epilog = _parts(main.epilog or "")
    options = [_option(each, main) for each in main.params]
    return page(
        "Commands",
        "`specloom COMMAND --help` prints what these pages contain. What all commands "
        "have in common, such as their output and completion, is on the page "
        "[The commands in a terminal](../../terminal.md).",
        *tables,
        "## Options of all commands",
        table(("option", "meaning"), options),
        "## Exit statuses",
        "Each command lists its own. In general:",
        table(("status", "meaning"), _statuses(epilog[_EXIT])),
    )


def _section(name: str, command: click.Command) -> str:
    """Return the section of one command."""
    context = click.Context(command, info_name=f"specloom {name}")
    usage = f"specloom {name} " + " ".join(command.collect_usage_pieces(context))
    first, *rest = _paragraphs(command)
    parts = _parts(command.epilog or "")
    options = [
        _option(each, command)
        for each in command.params
        if isinstance(each, click.Option)
    ]
    examples = next((parts[key] for key in ("Examples", "Example") if key in parts), [])
    others = [
        part
        for title, lines in parts.items()
        if title not in (_EXIT, "Examples", "Example")
        for part in (f"{plain(title)}:", block(_dedented(lines)))
    ]
    return "\n\n".join(
        [
            f"## specloom {name}",
            plain(first),
            block(usage),
            *map(plain, rest),
            *(["For example:", block(_dedented(examples), "sh")] if examples else []),
            table(("option", "meaning"), options),
            *others,
            table(("exit status", "meaning"), _statuses(parts[_EXIT])),
        ]
    )


def _paragraphs(command: click.Command) -> list[str]:
    text = inspect.cleandoc(command.help or "").replace("\b", "")
    return [each for each in re.split(r"\n\s*\n", text) if each.strip()]


def _option(option: click.Parameter, command: click.Command) -> tuple[str, str]:
    record = option.get_help_record(click.Context(command))
    names, text = record or ("", "")
    return code(names), plain(text)


def _parts(epilog: str) -> dict[str, list[str]]:
    """Return the indented lines after each title of the end of a help text."""
    parts: dict[str, list[str]] = {}
    title = ""
    for line in epilog.replace("\b", "").splitlines():
        if line.startswith(" ") and title:
            parts[title].append(line)
        elif line.endswith(":"):
            title = line.removesuffix(":")
            parts[title] = []
    return parts


def _dedented(lines: list[str]) -> str:
    return inspect.cleandoc("\n".join(["", *lines]))


def _statuses(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each status and its meaning, which can go on in further lines."""
    text = _dedented(lines)
    for found in re.finditer(r"(?ms)^(\d+)\s+(.*?)(?=^\d|\Z)", text):
        yield found[1], plain(found[2])
