"""Content that comes in files: read, checked whole, then loaded all or nothing."""
