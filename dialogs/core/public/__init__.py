"""The public round: people who use the service answer a few questions, by a link of their own.

Belongs here: its facts, where it stands, what a page of it says. Does not: who those people are,
which nobody knows, and single answers. They are kept beside the exercise and enter it as counts,
once, when its last round is assessed; so a tap of a colleague costs the same however many answer.
"""
