"""Entry point of `python -m kiosk`."""

from kiosk.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
