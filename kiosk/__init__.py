"""The village affairs disclosure kiosk: county folder, signed bundles, touchscreen, wall sheets."""

__version__ = "0.1.0"
