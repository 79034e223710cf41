"""Files of an exercise: picture, report as page and for Word, tables, text.

Belongs here: how a file looks, and the tables for an administrator. Does not: what may stand in
picture and report (`dialogs.findings`), who gets a file. `files` is the door: it makes what a
`File` post asks for; `apart` runs a drawing in a worker process.
"""
