"""The commands of change review, one module each.

Each module defines one command; `cli` adds it to the group. What a command needs is
imported when it runs, so that `generate` starts as fast as before.
"""
