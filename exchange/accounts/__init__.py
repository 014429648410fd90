"""Signing in, second factors, invitations: django-allauth, as the exchange needs it."""
