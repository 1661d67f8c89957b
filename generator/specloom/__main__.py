"""Run the `specloom` command with `python -m specloom`."""

from .cli import main

main()
