"""The command that prints the script with which a shell completes commands."""

from __future__ import annotations

import os
import shutil
from pathlib import PurePath

import click
from click.shell_completion import get_completion_class

from ..terminal import print_json, print_text, report_errors

SHELLS = ("bash", "zsh", "fish")
_INSTALL = {
    "bash": "specloom completion bash "
    "> ~/.local/share/bash-completion/completions/specloom",
    "zsh": "specloom completion zsh > ~/.zfunc/_specloom "
    "(with fpath+=~/.zfunc before compinit in ~/.zshrc)",
    "fish": "specloom completion fish > ~/.config/fish/completions/specloom.fish",
}
"""How the script of each shell is installed, in one line."""
_EPILOG = """
\b
Examples:
  specloom completion bash > ~/.local/share/bash-completion/completions/specloom
  specloom completion fish > ~/.config/fish/completions/specloom.fish

\b
Exit status:
  0   success
  2   an unknown shell, or one that cannot be supported
"""


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the script as JSON.")
@report_errors
def completion(shell: str | None, as_json: bool) -> None:
    """Print the script that completes commands in SHELL [default: from $SHELL].

    It completes commands, options, files, the names of vendors and methods, and the
    keys of the vocabulary. A comment in the script says how to install it.
    """
    used = shell or PurePath(os.environ.get("SHELL", "")).name
    made = get_completion_class(used) if used in SHELLS else None
    if made is None:
        expected = " or ".join(SHELLS)
        raise click.UsageError(
            f'"{used}" is not a supported shell (expected {expected})'
        )
    if used == "bash" and not shutil.which("bash"):
        raise click.UsageError("bash is not on the path, so its version is unknown")
    main = click.get_current_context().find_root().command
    script = made(main, {}, "specloom", "_SPECLOOM_COMPLETE").source().strip("\n")
    first, line_break, rest = script.partition("\n")
    comment = f"# To install: {_INSTALL[used]}"
    # The first line of a script for zsh names the command that it completes.
    lines = [first, comment] if first.startswith("#") else [comment, first]
    text = "\n".join(lines) + line_break + rest + "\n"
    if as_json:
        print_json({"shell": used, "install": _INSTALL[used], "script": text})
    else:
        print_text(text)
