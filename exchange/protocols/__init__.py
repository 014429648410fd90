"""The protocol governs: its text, who signed, its life, and the ground of each right on screen."""
