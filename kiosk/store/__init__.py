"""SQLite behind the kiosk: migrations, board writes, typed reads, rebuild."""
