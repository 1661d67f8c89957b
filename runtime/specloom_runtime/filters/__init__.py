"""Conditions on fields, and the grammars that vendors write them in.

It must not import models, operations or anything that sends requests.
"""
