"""The public round as it is kept: which address leads to it, its codes, and a sheet a person.

Belongs here: sheets, each under the hash of a secret, with nothing that tells whose it is, from
where or when it came. Does not: what answers mean, and facts: sheets are none, so that thousands of
them make no exercise slower. They go when an exercise's personal data does.
"""
