"""An update becomes facts: which exercise it is for, what it does there, what is written down.

Belongs here: everything between an `Incoming` and its COMMIT, and the clock and arithmetic that
do the same without a platform. Does not: what an event means (`dialogs`), how a row is kept
(`storage`), how a message leaves (`bot.delivery`), what a platform looks like (`bot.platforms`).
"""
