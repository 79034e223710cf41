"""Where the program meets the world: platforms, clock, files, commands.

`app` turns what arrived into facts, `delivery` brings to view what those facts want, `platforms`
translates both ways, `outputs` makes files, `commands` is what an administrator types. What is
decided stands in `dialogs` and `framework`, never here.
"""

VERSION = "0.2.0"
