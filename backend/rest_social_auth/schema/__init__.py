"""The endpoints as an OpenAPI description, for projects that have drf-spectacular installed."""
