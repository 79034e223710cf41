"""SVG on standard input becomes PNG on standard output: a process of its own.

The renderer holds the interpreter's lock while it draws. The fonts are the arguments; those of the
system are not used, so that the picture is the same everywhere.
"""

import sys

import resvg_py

from bot.outputs.apart import limited


def main() -> None:
    """Read, draw, write."""
    limited()
    svg = sys.stdin.buffer.read().decode()
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        font_files=sys.argv[1:],
        skip_system_fonts=True,
        font_family="Inter",
    )
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
