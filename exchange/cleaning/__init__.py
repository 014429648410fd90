"""Check and clean the content of files that others made, in a process of its own.

Nothing here knows Django, its settings or the database: whoever takes this process over finds none of them.
"""
