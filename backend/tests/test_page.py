"""The page in the image, whose files have names that change with their content."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from config import settings as demo
from config.page import VERSION, prepare

PAGE = demo.FRONTEND_DIR
OTHER = "v-0123456789ab"


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    folder = tmp_path / "frontend"
    shutil.copytree(PAGE, folder)
    prepare(folder)
    return folder


def named(folder: Path) -> list[str]:
    """Return what index.html loads."""
    tags = re.findall(r"<(?:link|script|img)\b[^>]*>", (folder / "index.html").read_text())
    return [url for tag in tags for url in re.findall(r'(?:href|src)="/([^"]+)"', tag)]


def test_index_names_files_that_exist_in_a_folder_with_a_hash(prepared):
    loaded = named(prepared)

    assert len(loaded) > 30
    assert [each for each in loaded if not re.match(f"{VERSION}/", each)] == []
    assert [each for each in loaded if not (prepared / each).is_file()] == []


def test_index_names_every_module_that_the_page_waits_for(prepared):
    loaded = {(prepared / each).resolve() for each in named(prepared) if each.endswith(".js")}

    imported = {
        (module.parent / url).resolve()
        for module in loaded
        for url in re.findall(
            r"^(?:import|export)\b[^'\"(]*['\"](\..+?)['\"]", module.read_text(), re.M
        )
    }
    assert imported
    assert imported - loaded == set()


def test_files_to_copy_and_documents_keep_their_urls(prepared):
    for file in PAGE.rglob("*"):
        if file.is_file() and file.name != "index.html":
            assert (prepared / file.relative_to(PAGE)).read_bytes() == file.read_bytes()


def test_another_content_has_another_name(prepared, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(PAGE, changed)
    with (changed / "demo/main.js").open("a") as file:
        file.write("\n")

    prepare(changed)

    assert not {*named(prepared)} & {*named(changed)}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"/{OTHER}/demo/main.js", True),
        ("/static/docs/swagger.0123456789ab.js", True),
        ("/demo/main.js", False),
        ("/popup/v-0123456789ab/popup.js", False),
        ("/index.html", False),
    ],
)
def test_only_names_with_a_hash_are_kept_for_good(url, kept):
    assert bool(re.search(demo.WHITENOISE_IMMUTABLE_FILE_TEST, url)) is kept


def test_another_version_s_name_leads_to_this_version_s_file(client):
    response = client.get(f"/{OTHER}/demo/main.js")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == (PAGE / "demo/main.js").read_bytes()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["nothing.js", "demo/", "../backend/manage.py", "..%2f.env"])
def test_no_other_file_is_served_that_way(client, path):
    assert client.get(f"/{OTHER}/{path}").status_code == 404
