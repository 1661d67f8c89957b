"""Parts of JSON Schema that libraries do not handle well: patterns and references.

This package must not import other packages of the generator, because it is also used
without the generator, by the tests of a generated client.
"""
