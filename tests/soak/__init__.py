"""A team's whole exercise with a process that is killed in every phase: nothing lost or doubled.

Belongs here: the machine that the process runs on (its clock, its power), a team on each platform,
the journey of an exercise, the account of what was acknowledged and what is stored. The strict
servers stand in `tests.platforms`, the process in `tests.support.process`.
"""
