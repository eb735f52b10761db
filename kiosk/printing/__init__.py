"""Sending a PDF to a printer and following the job."""
