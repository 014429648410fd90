"""Signing in by the provider of one's organisation."""
