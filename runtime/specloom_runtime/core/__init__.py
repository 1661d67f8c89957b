"""Errors, secrets, clocks and other values that every package uses.

It imports no other package of the runtime and no HTTP library.
"""
