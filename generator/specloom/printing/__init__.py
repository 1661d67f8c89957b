"""Print Python: values and prose as literals, and types as annotations.

All text of a description enters generated code through `python_literals`. `formatter`
formats all files with a single call. Of the generator, this package imports only the
types and the options. It must not import anything that deals with documents.
"""
