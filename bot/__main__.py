"""`python -m bot` is `valuemap`."""

from bot.cli import main

main()
