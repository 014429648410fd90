"""The queues of the background: run, given back, tried again, counted and shown."""
