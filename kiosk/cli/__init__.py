"""The kiosk command: one thin module a command group."""
