"""What becomes of the sheets of a body that leaves its network, or whose protocol ends."""
