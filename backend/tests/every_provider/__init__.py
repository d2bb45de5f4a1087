"""Every provider that social-core knows, against its mock."""
