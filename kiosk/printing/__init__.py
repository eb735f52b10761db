"""Sending a PDF to a printer and following the job.

``model`` is the interface, ``cups`` and ``folder`` do the work, ``run`` prints a sheet with its entry
in the register, ``words`` says how it stands.
"""
