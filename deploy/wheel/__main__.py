"""`valuemap`, and `python -m valuemap`, where it was installed as a wheel.

The rooms are found here, before anything else of the same name, and by this process alone.
"""

import os
import runpy
import sys


def main():
    """Say what `python -m bot` says in the project's own folder."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, here)
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
