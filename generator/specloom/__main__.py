"""`python -m specloom` is the `specloom` command."""

from .cli import main

main()
