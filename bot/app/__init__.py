"""An update becomes facts: which exercise it is for, what it does there, what is written down.

Belongs here: everything from an `Incoming` to its COMMIT, and the clock and arithmetic that do the
same without a platform; and what in the database says which posts are wanted, how urgently, and
which call brings one up to date (`outbox`). What is to be done afterwards leaves as a value,
`Effects`. Does not: what an event means (`dialogs`), how a row is kept (`storage`), when a call is
made and what its failure means (`bot.delivery`).
"""
