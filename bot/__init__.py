"""Where the program meets the world: platforms, clock, files, commands.

`app` turns what arrived into facts, `delivery` brings to view what those facts want, `platforms`
translates both ways, `outputs` makes files, `commands` is what an administrator types, `rehearsal`
plays an exercise with invented people. The modules beside the rooms are of the whole program: `cli`
lists the commands, `config` reads the settings, `logs` writes the log, `service` puts the parts
together, `serve` runs them for every platform that is set up, `health` says how they are. What is
decided stands in `dialogs` and `framework`, never here.
"""

VERSION = "0.2.0"
