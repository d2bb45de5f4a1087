"""E: ending a login works, for its owner and for nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from rest_framework.test import APIClient

from rest_social_auth.accounts import recent_sign_in
from tests.security.support import EVIL, accepted, complete, nothing_happens, refused, signed_in

EVERYWHERE, SESSIONS = "/api/logout/everywhere/", "/api/sessions/"
COOKIES = ["sessionid", "social_access", "social_refresh"]
CHANGES = [("POST", EVERYWHERE), ("DELETE", f"{SESSIONS}{'0' * 32}/")]


class Logins:
    """One person's logins of every kind, each in a separate browser."""

    def __init__(self, sign_in):
        (self.session, _), (self.cookies, _) = sign_in("session"), sign_in("jwt-cookie")
        self.kept = [
            {name: each.cookies[name].value for name in COOKIES if name in each.cookies}
            for each in (self.session, self.cookies)
        ]
        self.bodies = {kind: sign_in(kind)[1] for kind in ("token", "knox", "jwt")}

    def alive(self, browser):
        """Return which of them are worth anything; JSON Web Tokens only if they are renewed."""
        found = []
        for name, cookies in zip(("session", "cookies"), self.kept, strict=True):
            browser.cookies.clear()
            for each, value in cookies.items():
                browser.cookies[each] = value
            browser.take_csrf_token()
            if name == "session" and signed_in(browser):
                found.append(name)
            renewed = browser.post("/api/login/social/jwt-cookie/refresh/")
            if name == "cookies" and renewed.status_code == 204:
                found.append(name)
        browser.cookies.clear()
        for name, scheme in (("token", "Token"), ("knox", "Knox")):
            headers = {"Authorization": f"{scheme} {self.bodies[name]['token']}"}
            if browser.get("/api/social/connections/", headers=headers).status_code == 200:
                found.append(name)
        body = {"refresh": self.bodies["jwt"]["refresh"]}
        if browser.post("/api/token/refresh/", body, format="json").status_code == 200:
            found.append("jwt")
        return found


@pytest.fixture
def logins(mocks, db):
    from tests.conftest import Visitor

    def of(person):
        def sign_in(kind):
            """Return the browser and the body of the response."""
            browser = Visitor(mocks)
            response = complete(browser, browser.come_back("github", person), kind=kind)
            return browser, accepted(response)

        return Logins(sign_in)

    return of


ALL = ["session", "cookies", "token", "knox", "jwt"]


@pytest.mark.parametrize("password", [None, "a long and secret password"])
def test_E01_signing_out_everywhere_ends_every_login_and_nobody_else_s(
    logins, another_visitor, password
):
    if password:
        another_visitor.sign_in("token")
        user = get_user_model().objects.get()
        user.set_password(password)
        user.save()
    own, others = logins("ada"), logins("zoe")

    response = own.session.post(EVERYWHERE)

    assert (response.status_code, response.content) == (204, b"")
    assert own.alive(another_visitor) == []
    assert others.alive(another_visitor) == ALL


def test_E01_without_signing_out_they_are_all_alive(logins, another_visitor):
    assert logins("ada").alive(another_visitor) == ALL


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("kind", ["session", "jwt-cookie"])
def test_E02_nothing_ends_without_the_csrf_token(visitor, kind, method, path):
    accepted(visitor.sign_in(kind))
    visitor.credentials()

    with nothing_happens(visitor.mocks):
        refused(visitor.generic(method, path), 403, "csrf_failed")
    assert signed_in(visitor) == "ada"


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("headers", [{"Origin": EVIL}, {"Sec-Fetch-Site": "cross-site"}])
def test_E02_another_site_ends_nothing_even_with_the_csrf_token(visitor, headers, method, path):
    visitor.sign_in("session")

    with nothing_happens(visitor.mocks):
        refused(visitor.generic(method, path, headers=headers), 403, "origin_not_allowed")
    assert signed_in(visitor) == "ada"


@pytest.mark.parametrize("cookies", ["session", "jwt-cookie"])
def test_E02_signing_out_here_needs_the_csrf_token_even_beside_an_expired_login(visitor, cookies):
    visitor.sign_in(cookies)
    visitor.credentials()

    with nothing_happens(visitor.mocks):
        refused(visitor.post("/api/logout/"), 403, "csrf_failed")


@pytest.mark.parametrize(
    ("method", "path"), [*CHANGES, ("GET", SESSIONS), ("GET", f"{SESSIONS}{'0' * 32}/")]
)
def test_E03_nobody_who_is_not_signed_in_ends_or_lists_anything(visitor, db, method, path):
    response = visitor.generic(method, path)

    assert response.status_code in {401, 405}
    assert "no-store" in response["Cache-Control"]


def test_E04_S14_sessions_are_listed_to_their_owner_only(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session", person="zoe")

    [own], [other] = (each.get(SESSIONS).json() for each in (visitor, another_visitor))

    assert own["id"] != other["id"]
    refused(visitor.delete(f"{SESSIONS}{other['id']}/"), 404, "not_found")
    assert signed_in(another_visitor)


def test_E04_the_id_of_a_session_signs_nobody_in(visitor):
    visitor.sign_in("session")
    response = visitor.get(SESSIONS)
    key = visitor.cookies["sessionid"].value

    assert key not in response.content.decode()
    stranger = APIClient()
    stranger.cookies["sessionid"] = response.json()[0]["id"]
    assert stranger.get("/api/me/").json()["user"] is None


def test_E05_an_old_session_does_not_end_another(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session")
    [other] = [each["id"] for each in visitor.get(SESSIONS).json() if not each["current"]]
    session = visitor.session
    session[recent_sign_in.KEY] = recent_sign_in.now() - 601
    session.save()

    refused(visitor.delete(f"{SESSIONS}{other}/"), 403, "reauthentication_required")

    assert signed_in(another_visitor) == "ada"
    assert len(visitor.get(SESSIONS).json()) == 2
    assert visitor.post(EVERYWHERE).status_code == 204, "which ends the thief's own, too"
    assert signed_in(another_visitor) is None


def test_E06_an_access_token_alone_does_not_claim_to_have_ended(visitor):
    token = accepted(visitor.sign_in("jwt"))["token"]

    response = visitor.post("/api/logout/", headers={"Authorization": f"Bearer {token}"})

    refused(response, 400, "missing_parameter")
    assert response.json()["errors"] == {
        "refresh": [{"message": "Send the refresh token to end it.", "code": "required"}]
    }


def test_E07_listing_and_ending_are_limited(visitor, limits):
    limits(social_sessions="1/min", social_sign_out="1/min")
    answers = []
    for _ in range(2):
        visitor.sign_in("session")
        answers += [visitor.get(SESSIONS), visitor.post(EVERYWHERE)]

    assert [each.status_code for each in answers] == [200, 204, 429, 429]


def test_E08_sessions_that_have_ended_by_themselves_are_not_listed(visitor, another_visitor):
    visitor.sign_in("session")
    another_visitor.sign_in("session")
    Session.objects.filter(pk=another_visitor.cookies["sessionid"].value).update(
        expire_date="2020-01-01T00:00:00Z"
    )

    assert [each["current"] for each in visitor.get(SESSIONS).json()] == [True]
