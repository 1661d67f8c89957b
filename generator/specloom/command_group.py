"""The group of all commands, which gives each of them the option --quiet.

With --quiet a command prints errors, and on standard output the requested result: the
findings of `lint` and `check`, a diff, a report, a schema, JSON. It prints no progress,
no warnings, no summaries, no advice on what to do next, and nothing about the files
that it wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

QUIET = "--quiet"
_META = "specloom.quiet"


class CommandGroup(click.Group):
    """A group that has --quiet, and adds it to each command that is added to it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params.append(_quiet_option())

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, or a group with its commands."""
        super().add_command(cmd, name)
        for _, command in commands_of(cmd):
            if not any(QUIET in parameter.opts for parameter in command.params):
                command.params.append(_quiet_option())


def commands_of(
    command: click.Command, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield the words of each command in a group, and the command.

    Args:
        command: a group of commands and groups, or a single command.
        words: the words before it on the command line.
    """
    if not isinstance(command, click.Group):
        yield words, command
        return
    for name, each in command.commands.items():
        yield from commands_of(each, (*words, name))


def is_quiet() -> bool:
    """Return whether the command that runs was given --quiet."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_META))


def prints_json() -> bool:
    """Return whether the command that runs prints JSON."""
    context = click.get_current_context(silent=True)
    if context is None:
        return False
    return bool(context.params.get("as_json")) or context.params.get("form") == "json"


def _quiet_option() -> click.Option:
    return click.Option(
        [QUIET, "-q"],
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Print nothing but errors and the requested result.",
    )


def _remember(context: click.Context, _: click.Parameter, value: bool) -> None:
    # The option can be given before or after the command.
    if value:
        context.meta[_META] = True
