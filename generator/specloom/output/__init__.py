"""From texts to files: what is to be written or removed, and writing all or nothing.

`plan` compares texts with the disk, `file_ownership` protects the files of others, and
`writing` carries the plan out. Must not import anything about descriptions.
"""
