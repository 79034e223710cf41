"""How an exercise is talked through: events in, facts and messages out. Pure.

Four doors: `engine.decide` says which facts an event makes (`commands` has its table of the chat
commands), `apply.apply` changes an exercise by them and by what follows, `touched.touched` says
which messages a fact may change, `show.show` what a message says now.

Behind them `core` is the exercise itself, `findings` what files are made of, `talk` the screens.
`words` is one language and fills its sentences, `sentences` reads and checks the files they stand
in, `asked` lists the keys that tables and layouts ask for, `phrases` says how things are called.
`markup` reads and writes the small HTML of messages, `fit` makes each one that its platform takes.
Does not belong here: a clock, chance, a socket, a database, a platform's name; what differs between
platforms is a capability.
"""
