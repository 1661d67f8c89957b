"""Print Python: values and prose as literals, and types as annotations.

All text of a description enters generated code through `python_literals`. `formatter`
calls the formatter once for all files. This package must not import anything about a
document; of the generator it imports the types and the options.
"""
