"""A new Django project with what the app's README says, and nothing else, signs somebody in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[1]
README = (BACKEND / "rest_social_auth" / "README.md").read_text()
BLOCKS = dict(re.findall(r"^```python (\w+\.py)\n(.*?)^```", README, re.M | re.S))
# Not the reader's: here the provider is a mock.
MOCKED = """
SOCIAL_AUTH_GITHUB_KEY, SOCIAL_AUTH_GITHUB_SECRET = "mock-github", "mock-secret-github"
REST_SOCIAL_REDIRECT_URIS = ["http://testserver/popup/callback-github.html"]
REST_SOCIAL_OAUTH_ABSOLUTE_REDIRECT_URI = REST_SOCIAL_REDIRECT_URIS[0]
REST_SOCIAL_MOCK_URL, REST_SOCIAL_MOCKED_PROVIDERS = "{mocks}", ["github"]
ALLOWED_HOSTS = ["testserver"]
"""
SIGN_IN = """
import json, requests
from urllib.parse import parse_qsl, urlsplit
from rest_framework.test import APIClient
client = APIClient()
begun = client.post("/api/login/social/begin/github/").json()
answer = requests.get(
    begun["authorization_url"], params={"mock_person": "ada"}, allow_redirects=False, timeout=10
)
callback = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
user = client.post("/api/login/social/session/github/", callback, format="json").json()
linked = client.get("/api/social/connections/").json()
print(json.dumps([user["username"], [each["provider"] for each in linked]]))
"""


def test_a_new_project_with_the_settings_and_urls_of_the_readme_signs_in(mock_process, tmp_path):
    def run(*command: str) -> str:
        environment = {"PYTHONPATH": str(BACKEND), "PATH": str(Path(sys.executable).parent)}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("-m", "django", "startproject", "mine", ".")
    project = tmp_path / "mine"
    own = BLOCKS["settings.py"].replace("# …", "*INSTALLED_APPS,")
    with (project / "settings.py").open("a") as settings:
        settings.write(own + MOCKED.format(mocks=mock_process.url))
    (project / "urls.py").write_text(BLOCKS["urls.py"])

    run("manage.py", "check", "--fail-level", "WARNING")
    run("manage.py", "migrate", "--verbosity", "0")
    said = run("manage.py", "shell", "--verbosity", "0", "--command", SIGN_IN)

    assert json.loads(said) == ["ada", ["github"]]
