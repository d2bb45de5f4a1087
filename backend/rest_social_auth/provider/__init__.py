"""Everything between social-core and the provider's socket.

`adapted_backend` stands in front of each backend class, `transport` makes its calls.
"""
