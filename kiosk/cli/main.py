"""The `kiosk` command: finds the subcommand, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code (0 done, 1 the input is bad, 2 usage, 3 environment)."""
    words = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        # A console with a poor character set must not turn a sentence into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return _do(words)
    except (Exception, KeyboardInterrupt) as error:
        from kiosk.cli.failures import explain
        from kiosk.cli.home import home_in
        from kiosk.cli.output import complain

        failure = explain(error, home_in(words))
        complain(failure.sentence, code=failure.code, as_json="--json" in words)
        return failure.exit_code


def _do(words: list[str]) -> int:
    if words == ["run"]:
        # How every machine starts its screen: the first picture does not wait for the command tree.
        from kiosk.cli.screen import open_screen

        return open_screen(None, window=False)
    import click

    from kiosk.cli.tree import build

    try:
        result = build().main(words, prog_name="kiosk", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    return result if isinstance(result, int) else 0
