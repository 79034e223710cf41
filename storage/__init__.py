"""What is kept: facts, posts and people in one SQLite file with one writer.

Belongs here: tables, transactions, the lock, backups of the file. Does not: what a fact means.
"""
