"""`python -m bot` is `valuemap`. An older Python has to be able to read this file: it says so."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("valuemap: needs Python 3.11 or newer; this is %d.%d\n" % sys.version_info[:2])
    sys.exit(2)

from bot.cli import main

main()
