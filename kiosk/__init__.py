"""The village affairs disclosure kiosk: county folder, signed bundles, touchscreen, wall sheets."""

from datetime import date

__version__ = "0.1.0"

BUILD_DATE = date(2026, 11, 24)
"""Moved forward with each release: a clock that shows an earlier day is wrong (architecture §7, Time)."""
