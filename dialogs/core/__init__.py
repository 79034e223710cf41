"""The exercise itself: events, facts, the state they make, its course, calendar, script, gate.

Belongs here: what every screen needs, such as the addresses of buttons, views and posts. Does not:
what any one screen says or does (`talk`), and how things are called (`dialogs.phrases`).
"""
