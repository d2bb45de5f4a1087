"""The browsable API shows the app's views, and failures as HTML."""

from __future__ import annotations

import pytest
from stranger.house.visitor import (
    BEGIN,
    CONNECTIONS,
    JWT,
    KNOX,
    ME,
    PROBLEM,
    PROVIDERS,
    SESSION,
    TOKEN,
    in_html,
    post,
)


@pytest.mark.parametrize("path", [PROVIDERS, CONNECTIONS, ME])
def test_the_browsable_api_shows_what_it_responds(visitor, path):
    assert visitor.sign_in("session").status_code == 200

    page = in_html(visitor.get(path, headers={"Accept": "text/html"}), 200)

    assert "github" in page or "ada" in page


@pytest.mark.parametrize("path", [BEGIN, TOKEN, SESSION, JWT, KNOX, f"{CONNECTIONS}1/"])
def test_the_browsable_api_shows_endpoints_that_only_accept_posts(visitor, path):
    visitor.sign_in("session")

    in_html(visitor.get(path, headers={"Accept": "text/html"}), 405)


def test_the_browsable_api_offers_a_form_of_what_a_login_accepts(visitor):
    page = in_html(visitor.get(TOKEN, headers={"Accept": "text/html"}), 405)

    assert 'name="code"' in page
    assert 'name="username"' not in page


def test_the_browsable_api_shows_a_sign_in(visitor):
    page = in_html(visitor.sign_in("token_user", Accept="text/html"), 200)

    assert "ada" in page


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "code"),
    [
        (TOKEN, {"provider": "github"}, {}, 400, "missing_parameter"),
        (TOKEN, {"provider": "nobody"}, {}, 404, "unknown_provider"),
        (TOKEN, {"provider": "github", "code": "x"}, {}, 400, "authorization_code_rejected"),
        (TOKEN, {}, {"Origin": "https://evil.example"}, 403, "origin_not_allowed"),
        (CONNECTIONS, {}, {}, 401, "not_authenticated"),
    ],
)
def test_a_problem_is_labelled_as_one_only_if_it_is_json(
    visitor, path, body, headers, status, code
):
    as_json = post(visitor, path, body, **headers)
    assert (as_json.status_code, as_json["Content-Type"]) == (status, PROBLEM)
    assert as_json.json()["code"] == code

    page = in_html(post(visitor, path, body, Accept="text/html", **headers), status)

    assert code in page


def test_html_is_given_to_a_stale_token_and_to_a_format_in_the_address(visitor):
    headers = {"Accept": "text/html", "Authorization": "Token stale"}
    in_html(visitor.post(TOKEN, {"provider": "nobody"}, headers=headers), 404)

    in_html(visitor.get(f"{PROVIDERS}?format=api"), 200)
    assert visitor.get(f"{PROVIDERS}?format=json", headers={"Accept": "text/html"}).json()


def test_the_browsable_api_has_the_names_and_descriptions_of_the_project(visitor, rest_framework):
    rest_framework(
        VIEW_NAME_FUNCTION=f"{__name__}.name_of", VIEW_DESCRIPTION_FUNCTION=f"{__name__}.words_of"
    )

    page = in_html(visitor.get(PROVIDERS, headers={"Accept": "text/html"}), 200)

    assert "The house: ProvidersView" in page
    assert "What the house says of ProvidersView" in page


def name_of(view):
    return f"The house: {type(view).__name__}"


def words_of(view, html=False):
    return f"What the house says of {type(view).__name__}"
