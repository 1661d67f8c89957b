"""Print Python: values and prose as literals, types as annotations, in one format.

`python_literals` is the only way a description's text enters generated code, and
`formatter` calls the formatter once for all files. Must not import anything about a
document; of the generator it imports the types and the options.
"""
