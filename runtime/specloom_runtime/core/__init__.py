"""Errors, secrets, clocks and other values for all packages.

This package imports no other package of the runtime and no HTTP library.
"""
