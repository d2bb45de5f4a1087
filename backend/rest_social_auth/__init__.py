"""Social login for Django REST framework: a provider's answer in, a signed-in user out."""
