"""Try actions of an overlay: build a description with them, and keep those that work.

This package may import `suggest`, `lint`, `builds` and earlier packages. It prints and
writes nothing.
"""
