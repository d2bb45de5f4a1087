"""What belongs to a user once signed in: what is stored, how recent it is, what else must end."""
