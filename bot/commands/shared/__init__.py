"""What several commands share: settings read, a database opened, tables read, people forgotten.

Belongs here: what two commands need, or what is too long for the one that needs it. Does not:
commands themselves, and what the running service needs.
"""
