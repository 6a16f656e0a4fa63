"""Start a program over and over without waiting for its imports: ``python -m tests.bench.warm MODULE``.

This parent has imported the module and nothing runs in it; at each line on its standard input it forks a child that
runs the module's ``main``, tells the child's number, and tells when the child has ended.
"""

import os
import sys
from importlib import import_module


def main(module: str) -> None:
    run = import_module(module).main
    sys.argv[1:] = []  # what follows is ours, not the program's
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.exit(run())
        _tell(child)
        os.waitpid(child, 0)
        _tell(0)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
