"""What stands before every endpoint: its address, who may call it, how it reads a body."""
