"""Requests that hypothesis makes up: wrong in one way or in all, and some right ones."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import strategies as st


def unsigned(**claims: object) -> str:
    """Return an unsigned JSON Web Token, which anyone could write."""
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    return ".".join(
        [*(urlsafe_b64encode(json.dumps(p).encode()).decode() for p in parts), "x" * 43]
    )


NUL_TOKENS = [unsigned(token_type=kind, jti="\0", user_id="\0") for kind in ("refresh", "access")]
GOOD_CODE = "a-code-that-the-provider-takes"
PROVIDERS = ["github", "twitter", "google-openidconnect", "facebook", "apple-id", "vk-app"]
FIELDS = [
    *("provider", "code", "state", "redirect_uri", "iss", "code_verifier", "error", "intent"),
    *("oauth_token", "oauth_verifier", "oauth_problem", "denied", "access_token", "id_token"),
    *("refresh", "token", "user", "response", "signed_request", "redirect_state"),
]
TYPES = [
    *("application/json", "application/json; charset=utf-8", "application/json; charset=utf-16"),
    *("application/json;charset=bogus", "application/json; charset=", "APPLICATION/JSON;"),
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7"),
    *("multipart/form-data; boundary=x", "multipart/form-data", 'multipart/form-data; boundary="'),
    *("text/plain", "application/xml", "", "/", ";", "application/json; q=\xff"),
]
HEADERS = {
    "HTTP_ACCEPT": ["*/*", "text/html", "application/json; version=x", ",", "a/b;q=\xe9"],
    "HTTP_AUTHORIZATION": [
        "Token",
        "Token x",
        "Token \xff",
        "Bearer x.y.z",
        *(f"Bearer {token}" for token in NUL_TOKENS),
        "Token \x00",
        "Bearer a b",
        "Basic !",
    ],
    "HTTP_ORIGIN": ["null", "", "http://testserver", "http://[", "https://evil.example", "://"],
    "HTTP_SEC_FETCH_SITE": ["cross-site", "same-origin", "x"],
    "HTTP_HOST": ["testserver", "testserver:x", "[::1", "evil.example", ""],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "::", "x, \xff", "," * 50],
    "HTTP_ACCEPT_LANGUAGE": ["x" * 600, "de-\xff", ";q=9"],
    "HTTP_CONTENT_ENCODING": ["gzip", "x"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE", "x"],
    "HTTP_COOKIE": [
        "sessionid=x",
        "sessionid=\xff; csrftoken=\xe9",
        'sessionid="\\000aaaaaaaa"',
        'social_flow_x="1.\\000aaaaaaaa"; sessionid="\\000"',
        "=;=",
        "csrftoken=" + "x" * 99,
    ],
    "CONTENT_LENGTH": ["", "-1", "0"],  # a server lets no other pass, or waits for the rest
}


class Sent(NamedTuple):
    provider: str  # in the address; "" leaves it out
    body: bytes
    content_type: str
    headers: dict[str, str]


odd = st.sampled_from(["", "\x00", "\ud800", "a\r\nb", "\u202e", "\ufeff", "é" * 99, "%00", "../x"])
texts = st.one_of(st.text(max_size=30), st.sampled_from([*PROVIDERS, GOOD_CODE, "nobody"]), odd)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)
names = st.one_of(st.sampled_from(FIELDS), texts)
anything = st.one_of(values, st.dictionaries(names, values, max_size=6))
right = st.sampled_from(
    [
        {"code": GOOD_CODE},
        {"code": GOOD_CODE, "provider": "github"},
        {"code": GOOD_CODE, "state": "x", "iss": "https://accounts.google.com"},
        {"oauth_token": "x", "oauth_verifier": "x", "provider": "twitter"},
        {"error": "access_denied", "state": "x", "provider": "google-openidconnect"},
        {"refresh": "a.b.c"},
        {"refresh": NUL_TOKENS[0]},
        {"token": NUL_TOKENS[1]},
        {"token": "a.b.c"},
        {"provider": "github", "intent": "connect"},
    ]
)
nearly_right = st.builds(
    lambda fields, more: {**fields, **more}, right, st.dictionaries(names, values, max_size=2)
)
forms = st.lists(st.tuples(st.sampled_from(FIELDS), texts), max_size=4)


def as_json(value: Any, ascii_only: bool) -> bytes:
    return json.dumps(value, ensure_ascii=ascii_only).encode(errors="surrogatepass")


def as_form(fields: list[tuple[str, str]], quoted: bool) -> bytes:
    if quoted:
        return urlencode(fields, errors="surrogatepass").encode()
    return "&".join("=".join(each) for each in fields).encode(errors="surrogatepass")


def as_multipart(fields: list[tuple[str, str]], more: str) -> bytes:
    head = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"{more}\r\n\r\n{value}' for name, value in fields]
    return "\r\n".join([*parts, "--x--\r\n"]).encode(errors="surrogatepass")


more = st.sampled_from(
    ["", '; filename="x"', "; filename*=utf-8''%ff", "\r\nContent-Length: -1", ";"]
)
messages = st.one_of(
    st.tuples(st.builds(as_json, anything, st.booleans()), st.just(TYPES[0])),
    st.tuples(st.builds(as_json, nearly_right, st.booleans()), st.just(TYPES[0])),
    st.tuples(st.builds(as_form, forms, st.booleans()), st.sampled_from(TYPES[6:8])),
    st.tuples(st.builds(as_multipart, forms, more), st.just("multipart/form-data; boundary=x")),
    st.tuples(
        st.one_of(st.binary(max_size=60), st.builds(as_json, nearly_right, st.booleans())),
        st.one_of(st.sampled_from(TYPES), st.text(st.characters(max_codepoint=255), max_size=20)),
    ),
)
segments = st.one_of(
    st.sampled_from(["", *PROVIDERS, "nobody"]),
    st.text(min_size=1, max_size=12).map(lambda text: quote(text, safe="", errors="surrogatepass")),
)
headers = st.lists(
    st.sampled_from([(name, value) for name, values in HEADERS.items() for value in values]),
    max_size=2,
).map(dict)
methods = st.sampled_from(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "x"]
)
sent = st.builds(lambda p, m, h: Sent(p, m[0], m[1], h), segments, messages, headers)
