"""Commands by which the program is installed, looked over, copied and restored.

Belongs here: what is done to an installation and its files. Does not: anything about the exercises
in them, or the people.
"""
