"""The parts of JSON Schema that the libraries leave open: patterns and references.

This package imports nothing of the generator, because the tests of a generated client
need it without the generator.
"""
