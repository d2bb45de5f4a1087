"""The number of providers in the mock providers' README is right."""

from __future__ import annotations

from importlib.metadata import version

from .files import DATA, providers

README = DATA.parent / "README.md"
MARKS = (
    "<!-- every_provider: backend/tests/every_provider keeps this table true -->\n",
    "<!-- /every",
)
TITLES = {"oauth1": "OAuth 1.0a", "oauth2": "OAuth 2", "oidc": "OpenID Connect"}
WITHOUT_FILE = {"oauth2": 1}  # GithubMemberOAuth2; test_classes proves that it is the only one


def row(title: str, protocols: list[str]) -> str:
    files = [provider for provider in providers() if provider.protocol in protocols]
    working = [provider for provider in files if "broken" not in provider.data]
    gone = [provider for provider in files if "retired" in provider.data]
    classes = len(files) + sum(WITHOUT_FILE.get(protocol, 0) for protocol in protocols)
    return f"| {title} | {classes} | {len(files)} | {len(working)} | {len(gone)} |\n"


def table() -> str:
    core = ".".join(version("social-auth-core").split(".")[:2])
    head = (
        f"| | classes in social-core {core} | files | sign in | retired |\n|---|---|---|---|---|\n"
    )
    rows = [row(title, [protocol]) for protocol, title in TITLES.items()]
    return "".join([head, *rows, row("together", list(TITLES))])


def test_readme_counts_the_providers() -> None:
    before, _, rest = README.read_text("utf-8").partition(MARKS[0])
    assert before
    assert rest.partition(MARKS[1])[0] == table()
