"""The files at the root agree with the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from django.urls import path, reverse
from django.utils.module_loading import import_string
from packaging.requirements import Requirement
from social_core.exceptions import REASONS

import rest_social_auth
from config.environment import env
from config.providers import FEATURED
from rest_social_auth.conf import conf
from rest_social_auth.errors import PROBLEMS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_ONLY = {"DOMAIN", "POSTGRES_PASSWORD"}  # docker-compose.yml's own
APP_README = "backend/rest_social_auth/README.md"


def read(name: str) -> str:
    return (ROOT / name).read_text()


def test_env_example_offers_every_variable_and_no_other():
    keys = {
        f"SOCIAL_AUTH_{name.upper().replace('-', '_')}_{half}"
        for name in FEATURED
        for half in ("KEY", "SECRET")
    } | {"SOCIAL_AUTH_APPLE_ID_TEAM", "SOCIAL_AUTH_APPLE_ID_CLIENT"}

    offered = re.findall(r"^#?([A-Z0-9_]+)=", read(".env.example"), re.M)

    assert sorted(offered) == sorted({*env.scheme} | keys | COMPOSE_ONLY)


def test_env_example_sets_nothing_but_defaults_for_development():
    scheme = {name: str(default) for name, (_, default) in env.scheme.items()}

    values = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", read(".env.example"), re.M))

    assert values == {name: scheme[name] for name in values} | {"DEBUG": "true"}


def test_hosts_example_maps_the_demo_domain():
    lines = [line for line in read("hosts.example").splitlines() if not line.startswith("#")]
    domain = env.scheme["DEMO_HOST"][1]

    assert lines == [f"127.0.0.1 {domain}", f"127.0.0.1 api.{domain}"]


def test_each_featured_provider_has_its_callback_url_and_keys_in_the_docs():
    for name in FEATURED:
        prefix = f"SOCIAL_AUTH_{name.upper().replace('-', '_')}"
        url = f"http://restsocialexample.com:8000/popup/callback-{name}.html"
        assert f"`{url}` | `{prefix}_KEY`, `{prefix}_SECRET`" in read("docs/providers.md")


def test_the_newest_entry_of_the_changelog_is_this_version():
    versions = re.findall(r"^## (.+)$", read(".github/CHANGELOG.md"), re.M)

    assert versions[0] == rest_social_auth.__version__


def test_the_app_travels_with_the_licence_of_the_project():
    assert read("backend/rest_social_auth/LICENSE") == read("LICENSE")


def test_every_path_and_command_that_the_readme_names_exists():
    readme, makefile = read("README.md"), read("Makefile")

    paths = re.findall(r"\]\(([^):#]+)[^):]*\)|srcset=\"(.+?)\"|src=\"(.+?)\"", readme)
    paths += re.findall(r"(()(?:backend|frontend|e2e)/[\w/.-]*\w/?)", readme)
    targets = re.findall(r"\bmake ([a-z]+)\b(?= |`|$)", readme, re.M)

    assert [path for path in map("".join, paths) if not (ROOT / path).exists()] == []
    assert [name for name in {*targets} if not re.search(rf"^{name}:", makefile, re.M)] == []


DOCUMENTS = [
    *(file.relative_to(ROOT).as_posix() for file in ROOT.glob("frontend/popup/**/*.md")),
    *("README.md", APP_README, "docs/providers.md", "docs/tests.md"),
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_readme_leads_to_a_file_and_a_heading(document):
    here = ROOT / document
    broken = []
    for name, heading in re.findall(r"\]\(([^):#]*)(?:#([^)]+))?\)", here.read_text()):
        target = here.parent / name if name else here
        if not target.exists() or (heading and heading not in headings(target)):
            broken.append(f"{name}#{heading}")

    assert broken == []


def headings(document: Path) -> set[str]:
    """Return the anchors that GitHub creates for a document's headings."""
    found = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_every_test_has_its_row_in_the_table_of_tests():
    rows = re.findall(r"^\| .+? \| (`.+?`) \| `make .+?` \| \d+ \|$", read("docs/tests.md"), re.M)
    places = [place for row in rows for place in re.findall(r"`(.+?)`", row)]
    named = {file for place in places for file in files_at(place)}
    written = {file for side in ("backend", "e2e") for file in (ROOT / side).rglob("test_*.py")}

    assert rows
    assert [place for place in places if not files_at(place)] == []
    assert written - named == set()


def files_at(place: str) -> set[Path]:
    """Return the files that a name in the table means: a folder with all below it, or a pattern."""
    return {*ROOT.glob(f"{place}**/*.py" if place.endswith("/") else place)}


def test_make_help_lists_every_target():
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)

    assert phony
    assert re.findall(r"^([a-z0-9_-]+):.*## ", makefile, re.M) == phony[1].split()


def test_the_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    for lock, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", [*project["dependencies"], *extras["knox"], *extras["dev"]]),
    ):
        pinned = dict(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==([^ ]+)", read(lock), re.M))
        for requirement in map(Requirement, wanted):
            if requirement.name != project["name"]:
                assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_the_locks_pin_the_same_versions_and_no_place_to_get_them():
    runtime, everything = (
        set(re.findall(r"^[a-z0-9.-]+(?:\[.*?\])?==[^ ]+", read(name), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert runtime < everything
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"https?:|file:|--find-links|--index-url", read(name))


def test_the_app_readme_lists_every_setting_with_its_default():
    source = read("backend/rest_social_auth/conf.py")

    rows = re.findall(r"^\| `((?:REST_)?SOCIAL_\w+)` \| `(.+?)` \|", read(APP_README), re.M)

    used = set(re.findall(r'"(REST_SOCIAL_\w+)"', source)) | {"SOCIAL_AUTH_STRATEGY"}
    assert {name for name, _ in rows} == used
    with override_settings():
        for name in used & set(dir(django_settings)):
            delattr(django_settings, name)
        for name, default in rows:
            value = getattr(conf, re.sub("^(REST_SOCIAL|SOCIAL_AUTH)_", "", name).lower())
            assert value == ast.literal_eval(default) or not (value or ast.literal_eval(default))


def test_the_page_explains_no_code_that_the_api_does_not_have():
    table = read("frontend/demo/sign-in/refusals.js").partition("OF_THE_API")[2]

    explained = set(re.findall(r"^  (\w+): \[", table, re.M))

    assert len(explained) > 20
    assert explained - {"offline"} <= {*PROBLEMS, *REASONS}


def test_the_app_readme_lists_every_endpoint():
    rows = re.findall(r"^\| `(urls_\w+)` \| `(.+?)` \| `(\w+)` \|", read(APP_README), re.M)

    assert {include for include, _, _ in rows} == {
        file.stem for file in (ROOT / "backend/rest_social_auth").glob("urls_*.py")
    }
    ids: dict[str, Any] = {"social_connection": {"id": 1}, "social_session": {"id": "5f2c"}}
    for urls, address, name in rows:
        found = reverse(name, f"rest_social_auth.{urls}", kwargs=ids.get(name, {}))
        assert found.rstrip("/") == "/" + address.rstrip("/")


def test_the_python_in_the_app_readme_runs():
    blocks = re.findall(r"^```python.*?\n(.*?)^```", read(APP_README), re.M | re.S)
    # What Django's startproject has written above.
    names: dict[str, Any] = {"path": path, "urlpatterns": [], "INSTALLED_APPS": []}

    for block in blocks:
        exec(compile(block, APP_README, "exec"), names)  # noqa: S102

    assert len(blocks) > 8
    assert names["MySocialView"].serializer_class is names["MyUserSerializer"]
    assert len(names["urlpatterns"]) == 4
    for each in names["AUTHENTICATION_BACKENDS"]:
        assert import_string(each)
    assert import_string(names["SIMPLE_JWT"]["TOKEN_REFRESH_SERIALIZER"])
