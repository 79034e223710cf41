"""An update becomes facts: which exercise it is for, what it does there, what is written down.

Belongs here: everything from an `Incoming` to its COMMIT, and the clock and arithmetic that do the
same without a platform. What is to be done afterwards leaves as a value, `Effects`. Does not: what
an event means (`dialogs`), how a row is kept (`storage`), how a message leaves (`bot.delivery`).
"""
