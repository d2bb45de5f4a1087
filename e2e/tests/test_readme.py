"""The README's shell examples run as they stand there, and answer what it says they answer."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from running import ROOT, Demo

BLOCKS = re.findall(r"^```bash\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
DEFINITIONS, *EXAMPLES = BLOCKS


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("example", EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_the_readme_s_examples_answer_what_they_promise(
    demo: Demo, tmp_path: Path, example: str
) -> None:
    definitions = DEFINITIONS.replace("http://restsocialexample.localhost:8000", demo.local_origin)
    promised = [json.loads(line[2:]) for line in example.splitlines() if line.startswith("# {")]

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", definitions + example],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert promised
    assert [
        shown(answer, promise) for answer, promise in zip_all(done.stdout, promised)
    ] == promised


def zip_all(output: str, promised: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
    """The JSON objects that were printed one after the other, each with its promise."""
    decoder = json.JSONDecoder()
    answers = []
    while output := output.strip():
        answer, end = decoder.raw_decode(output)
        answers.append(answer)
        output = output[end:]
    assert len(answers) == len(promised), answers
    return list(zip(answers, promised, strict=True))


def shown(answer: dict[str, Any], promise: dict[str, Any]) -> dict[str, Any]:
    """The answer with "…" where the promise has it and a value really is there."""
    return {
        name: "…" if value and promise.get(name) == "…" else value for name, value in answer.items()
    }
