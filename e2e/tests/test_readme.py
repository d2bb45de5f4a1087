"""The README's shell examples run unmodified, and respond as it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.answers import json_objects, with_gaps
from harness.running import ROOT, Demo


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_examples_in_the_readme_respond_as_promised(tmp_path: Path) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    promises = [json.loads(line) for line in re.findall(r"^# (\{.*)", "".join(blocks), re.M)]

    with Demo() as demo:  # a new one: who comes first gets the plain user name
        demo.wait_until_ready()
        done = subprocess.run(
            ["bash", "-euo", "pipefail"],
            input="".join(blocks).replace(
                "http://restsocialexample.localhost:8000", demo.local_origin
            ),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr + demo.log

    answers = json_objects(done.stdout)
    assert len(answers) == len(promises) == 6
    assert list(map(with_gaps, answers, promises)) == promises
