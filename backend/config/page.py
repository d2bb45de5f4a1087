"""Prepare the page for production: `python -m config.page frontend`, in the image.

The page needs no build. But browsers revalidate every file whose content may change under the same
name, and discover a module only from the one that imports it. So everything is copied into a folder
whose name changes with the content, which browsers can cache for good, and index.html names that
folder and preloads every module.
"""

from __future__ import annotations

import re
import shutil
import sys
from hashlib import sha256
from pathlib import Path

VERSION = r"v-[0-9a-f]{12}"  # such a folder


def prepare(frontend: Path) -> None:
    version = version_of(frontend)
    shutil.copytree(frontend, frontend / version)
    index = frontend / "index.html"
    html = index.read_text("utf-8")
    known = re.findall(r'<link rel="modulepreload" href="/([^"]+)"', html)
    links = "".join(
        f'  <link rel="modulepreload" href="/{name}">\n'
        for name in modules(frontend, html)
        if name not in known
    )
    html = html.replace('  <script type="module"', f'{links}  <script type="module"', 1)
    html = re.sub(r'(<(?:link|script|img)\b[^>]*?(?:href|src)=")/', rf"\1/{version}/", html)
    index.write_text(html, "utf-8")


def version_of(folder: Path) -> str:
    """Return the name of the folder for these files, a hash of their content."""
    digest = sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(folder)} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return f"v-{digest.hexdigest()[:12]}"


def modules(frontend: Path, html: str) -> list[str]:
    """Return what the page's script imports, directly or not, in the order in which it is found."""
    [script] = re.findall(r'<script type="module" src="/([^"]+)"', html)
    found = [(frontend / script).resolve()]
    for module in found:
        for url in re.findall(r"\bfrom '(\.\.?/[^']+)'", module.read_text("utf-8")):
            imported = (module.parent / url).resolve()
            if imported not in found:
                found.append(imported)
    return [each.relative_to(frontend.resolve()).as_posix() for each in found[1:]]


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
