"""What becomes of a copy of the database: it is put back, or thrown away when it is old.

Belongs here: files that are whole databases. Does not: how a copy is made and verified, which is
`connection.py`, since an upgrade makes one too.
"""
