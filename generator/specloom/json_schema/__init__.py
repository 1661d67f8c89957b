"""Implement parts of JSON Schema that libraries do not handle well.

These are patterns and references. The tests of a generated client also use this
package, without the generator. Therefore, it must not import other packages of the
generator.
"""
