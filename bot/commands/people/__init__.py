"""Commands about people: what is held about one, one erased everywhere, names purged by age.

Belongs here: whatever reads or deletes personal data at an administrator's word. Does not: what it
does to facts and tables, which is `bot/app/record.py` and the storage's.
"""
