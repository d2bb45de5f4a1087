"""What every endpoint does before its own work: route, check the origin, limit, read the body."""
