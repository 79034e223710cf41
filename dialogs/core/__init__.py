"""The exercise itself: events, facts, the state they make, its course, calendar and script.

Belongs here: what every screen needs. Does not: what any one screen says or does (`talk`).
"""
