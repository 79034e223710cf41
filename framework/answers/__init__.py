"""The answers as they come in: by person and round, with what counts of two rounds.

Here belongs what a person answered. As soon as people are counted it is `measures`.
"""
