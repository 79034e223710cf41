"""Facts as they are stored: rows, and the chain of hashes over them.

Belongs here: how a fact becomes a row and comes back, what each row is hashed over, what of a row
can be erased while the chain stays whole. Does not: what a fact means, and exercises in memory.
"""
