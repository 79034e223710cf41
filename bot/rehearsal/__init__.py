"""An exercise played with invented people, through the real engine, store and delivery.

Belongs here: the clock that is moved by hand, the people of the platform in memory, scenario files
(conversations to read aloud) and their lines, the demo's cast, week and transcript. Does not: what
the bot says or decides (`dialogs`), the people of real platforms (`tests`), options and exit codes
(`bot.commands`). Nothing that serves a team imports it.

Start with `scenario.py`, which plays a file; `scene.py` and `long_lines.py` list what a line can
say, `acting.py` is their shared base; `theatre.py` puts together the service in which they are
played; `printer.py` prints what was said. `team.py` is what invented people do by themselves:
`rehearsal.py` and `week.py` play the demo with them, `tryout` the exercise in which somebody sits.
"""
