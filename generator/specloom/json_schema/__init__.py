"""What JSON Schema means, where the libraries leave it open: patterns and references.

Imports nothing of the generator: the tests of a generated client need it alone.
"""
