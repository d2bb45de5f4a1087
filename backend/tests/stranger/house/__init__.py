"""A small project that sets each library's own settings."""
