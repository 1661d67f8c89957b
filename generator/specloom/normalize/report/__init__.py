"""The generation report, to which passes add what they leave out or change.

No pass is here. Every other package of `normalize` may import it; it imports none.
"""
