"""What the exchange keeps about what was done, for how long, and what a person may ask of it."""
