"""What is assessed, and its arithmetic. Pure: data in, data out.

`assess.assess` turns answers into an `Assessment`, numbers for who holds the answers;
`publish.publish` turns that into `Published`, which is all that a group may ever see. Rooms, in the
order of their imports: `pack` (a framework as data, from `packs/<id>/`), `measures`, `answers`,
`gate` (what may be shown), `advice` (what follows from it).

How it is talked through, drawn, stored or sent does not belong here, nor any word that people read.
"""
