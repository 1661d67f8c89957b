"""Find the old side of a comparison: a git revision, a release, or a wheel.

This package may import `builds`, `generation` and earlier packages.
"""
