"""What we keep about a signed-in user: extra data, the time of sign-in, and what ends it."""
