"""The commands of change review, one module each.

Each module defines one command; `cli` adds it to the group. At its top a module must
import nothing but click, options and terminal output: what a command needs is imported
when it runs, so that `generate` starts as fast as before.
"""
