"""What is kept when its time on the wall is over (公开期满材料留存): found again, and taken out year by year.

For the desk and the command line.  ``search`` looks through everything ever published,
``keep_year`` writes a year as a folder that any computer can read without this program.
"""
