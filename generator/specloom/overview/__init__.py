"""Summarize a description: what is generated, what is found, and the first calls.

This package may import `suggest`, `builds` and earlier packages. It prints and writes
nothing.
"""
