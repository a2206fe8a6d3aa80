"""The law floor: legal time, codes, masks and words in plain Python.

Nothing here knows Django, reads a clock or opens a file: calendars and "today" are arguments.
"""
