"""How large a response is, headers included: each one of a sign-in fits into one packet."""

from __future__ import annotations

import pytest
from django.test import Client

PACKET = 1460 - 200  # bytes, less what servers and proxies add: Date, Server, HSTS
LOGIN = "/api/login/social"


@pytest.fixture
def weigh(provider, settings, transactional_db):
    """Send the requests from one browser; return the bytes of the last response."""
    settings.REST_SOCIAL_MOCK_URL = provider.url

    def weigh(*requests: tuple[str, str, dict[str, str]]) -> int:
        browser = Client()
        for method, path, body in requests:
            response = getattr(browser, method)(path, body)
            assert response.status_code == 200, response.content

        lines = [f"{name}: {value}\r\n" for name, value in response.headers.items()]
        lines += [f"{each.output()}\r\n" for each in response.cookies.values()]
        return len("".join(lines).encode()) + len(response.content)

    return weigh


@pytest.mark.parametrize("kind", ["token", "token_user", "session"])
def test_the_response_to_a_code_fits_into_one_packet(weigh, kind):
    assert weigh(("post", f"{LOGIN}/{kind}/github/", {"code": "ada"})) < PACKET


@pytest.mark.parametrize("kind", ["jwt", "jwt_user"])
def test_two_json_web_tokens_fit_into_two_packets(weigh, kind):
    assert weigh(("post", f"{LOGIN}/{kind}/github/", {"code": "ada"})) < 2 * PACKET


def test_a_flow_begun_and_the_user_fit_into_one_packet_each(weigh):
    session = ("post", f"{LOGIN}/session/github/", {"code": "ada"})

    assert weigh(("post", f"{LOGIN}/begin/github/", {})) < PACKET
    assert weigh(session, ("get", "/api/me/", {})) < PACKET


def test_the_list_of_providers_fits_into_four_packets(weigh):
    assert weigh(("get", f"{LOGIN}/providers/", {})) < 4 * PACKET
