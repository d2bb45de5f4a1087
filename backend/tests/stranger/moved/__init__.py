"""A project with the habits of rest-social-auth 10: hooks, steps and exceptions of its own."""
