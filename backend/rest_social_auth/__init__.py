"""Social login for Django REST framework: one request turns a provider's answer into a signed-in user."""
