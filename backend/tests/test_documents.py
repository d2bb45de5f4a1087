"""The page shows the repository's documents, and no other files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("README.md", "README.md"),
        ("rest_social_auth.md", "backend/rest_social_auth/README.md"),
        ("env.example", ".env.example"),
    ],
)
def test_a_document_is_served_unmodified(name, file):
    response = Client().get(f"/documents/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == (ROOT / file).read_bytes()


@pytest.mark.parametrize("name", [".env", ".env.example", "../.env", "..%2f.env", "pyproject.toml"])
def test_no_other_file_is(name):
    assert Client().get(f"/documents/{name}").status_code == 404
