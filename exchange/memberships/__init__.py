"""The life of a membership: from the application to the end, every step decided by somebody."""
