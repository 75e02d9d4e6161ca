"""Mails: the message, the SMTP server, and how they come from the settings."""
