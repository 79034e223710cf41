"""What is kept: facts, posts and people in one SQLite file with one writer.

Belongs here: tables, transactions, upgrades of the schema, the lock, backups of the file; `store`
is the door, `tx` what a job may do. Does not: what a fact means. Of an exercise it only knows that
it is made from facts by a function it was given; what was made is kept in memory until a job fails.
"""
