"""How an exercise is talked through: events in, facts and messages out. Pure.

Two doors: `engine.decide` says what an event does, `show.show` what a message says now, and
`touched.touched` which messages a fact may change. Behind them `core` is the exercise itself,
`findings` what files are made of, `talk` the screens; `words` and `phrases` are the languages. No
clock, no chance, no socket, no database, and no platform's name: what differs between platforms
is a capability.
"""
