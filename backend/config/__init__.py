"""What Django needs to start. The only reader of the environment."""
