"""A new Django project for the pages of all frameworks, in place of the demo: `make test-apps`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from harness.fresh_app import FreshApp, fresh_app
from harness.new_project import NewProject, new_project

if "APPS" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def base_url() -> str:
    return "http://localhost"


@pytest.fixture(scope="session")
def project() -> Iterator[NewProject]:
    with new_project(pages=20) as project:
        yield project


@pytest.fixture
def app(project: NewProject) -> Iterator[FreshApp]:
    with fresh_app(project) as app:
        yield app
