"""Write what changes between two builds, for reviewers, bots and other tools.

This package may import `comparison`, `callers`, `changes` and earlier packages.
"""
