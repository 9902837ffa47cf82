"""The console script: a fast path for ``--version``, else the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from prefect_migrate import __version__

        sys.stdout.write(f"prefect-migrate {__version__}\n")
        return 0
    from prefect_migrate.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
