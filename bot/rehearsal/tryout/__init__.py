"""`valuemap try`: somebody sits in an exercise on this machine, among invented colleagues.

The adapter, the service and their pages are the real ones. What is not: the clock, which can be set
ahead (`clock.py`), the colleagues (`colleagues.py`), and a bar above each page (`bar.py`).
`tryout.py` puts them together.
"""
