"""Conditions on fields, and the grammars for writing them.

This package must not import models, operations or anything that sends requests.
"""
