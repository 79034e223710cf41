"""What an administrator types: one module a command, of one shape.

Belongs here: options, files, one clear sentence when something is wrong; in `shared` what several
commands need. Does not: anything the running service needs. `bot.cli` lists the commands.
"""
