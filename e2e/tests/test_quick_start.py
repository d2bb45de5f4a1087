"""A new project created as the app's README says responds to its shell example as promised."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from harness.answers import json_objects, with_gaps
from harness.new_project import README, new_project


def test_a_new_project_answers_as_the_quick_start_says(tmp_path: Path) -> None:
    [script] = re.findall(r"^```bash\n(.*?)^```", README, re.M | re.S)
    promises = re.findall(r"^# (\{.*)", script, re.M)

    with new_project(pages=1) as project:
        [page] = project.pages
        done = subprocess.run(
            ["bash", "-euo", "pipefail"],
            input=project.here(script).replace("http://localhost:5173", page)
            + 'echo; echo "$callback"',
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 0, done.stderr
    printed, _, callback = done.stdout.rstrip().rpartition("\n")
    wanted = list(map(json.loads, promises))
    assert list(map(with_gaps, json_objects(printed), wanted)) == wanted
    assert callback.startswith(f"{page}/popup/callback.html?")
    assert {*parse_qs(urlsplit(callback).query)} == {"code", "state"}
    assert "# http://localhost:5173/popup/callback.html?code=…&state=…\n" in script
