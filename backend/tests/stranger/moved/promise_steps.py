"""Pipeline steps get what social-core's strategy gives them."""

from __future__ import annotations


def test_a_step_may_ask_for_the_request(visitor, steps):
    seen = []

    def step(request, **kwargs):
        seen.append(request.headers["X-Page"])

    steps["first"] = step
    steps["last"] = step

    assert visitor.sign_in("token", **{"X-Page": "home"}).status_code == 200
    assert seen == ["home", "home"]


def test_fields_stored_in_session_wait_for_the_callback(visitor, steps, settings):
    settings.SOCIAL_AUTH_FIELDS_STORED_IN_SESSION = ["invitation", "never_sent"]
    seen = []
    steps["last"] = lambda strategy, **kwargs: seen.append(
        (strategy.session_get("invitation"), strategy.session_get("never_sent"))
    )
    callback = visitor.come_back("github", invitation="42")

    response = visitor.post("/api/login/social/token/github/", callback)

    assert response.status_code == 200, response.content
    assert seen == [("42", None)]


def test_redirect_is_https_if_the_host_of_the_api_is_used(visitor, settings):
    settings.SOCIAL_AUTH_REDIRECT_IS_HTTPS = True
    settings.REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = None

    def redirect_uri(**headers):
        [github] = (
            each
            for each in visitor.get("/api/login/social/providers/", headers=headers).json()
            if each["name"] == "github"
        )
        return github["redirect_uri"]

    assert redirect_uri() == "https://testserver/"
    assert redirect_uri(Origin="http://testserver") == "http://testserver/"


def test_oauth1_needs_no_session_middleware(visitor, settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "Session" not in each]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "Authentication" not in each]
    body = {"provider": "twitter", "redirect_uri": "http://testserver/popup/callback-twitter.html"}

    begun = visitor.post("/api/login/social/token/", body).json()
    callback = visitor.consent(begun["authorization_url"])
    response = visitor.post("/api/login/social/token/twitter/", callback)

    assert response.status_code == 200, response.content


def test_the_provider_may_stand_in_the_url_of_connections_too(visitor):
    assert visitor.sign_in("session").status_code == 200
    callback = visitor.come_back("github-enterprise", intent="connect")

    response = visitor.post("/api/social/connections/github-enterprise/", callback)

    assert response.status_code == 201, response.content
    assert response.json()["provider"] == "github-enterprise"
    listed = visitor.get("/api/social/connections/").json()
    assert [each["provider"] for each in listed] == ["github", "github-enterprise"]
