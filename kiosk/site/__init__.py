"""Static pages behind the QR codes."""
