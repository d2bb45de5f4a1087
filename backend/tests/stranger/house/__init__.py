"""A small project with rules of its own, each set where the library that it belongs to reads it."""
