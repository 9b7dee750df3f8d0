"""``python -m lib <command>``: make sure that the environment is there, then run the command."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  a bare machine may well have an older Python
    sys.exit("Python 3.11 of nieuwer is nodig; dit is Python " + sys.version.split()[0] + ".")

if __name__ == "__main__":
    from lib.run import environment

    try:
        environment.enter(sys.argv[1:])

        from lib.run.command import main

        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C, or SIGTERM while a command runs
        print("Afgebroken; er is niets veranderd.", file=sys.stderr)
        sys.exit(130)
