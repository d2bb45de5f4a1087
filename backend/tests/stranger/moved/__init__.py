"""A project that uses rest-social-auth 10's hooks, with its own steps and exceptions."""
