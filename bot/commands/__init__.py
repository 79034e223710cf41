"""What an administrator types: one module a command, and what commands share.

Belongs here: options, files, one clear sentence when something is wrong. Does not: anything the
running service needs.
"""
