"""What each image of docker-compose.yml contains: ours by the Dockerfile, others from Debian."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import certifi
from packaging.requirements import Requirement

from tests.services.compose import ROOT, stages
from tests.services.containers import Container, Image
from tests.services.servers import program

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DATA = "/var/lib/postgresql/data"
SITE = Path(certifi.__file__).parents[1]  # where .venv has its packages

# What the entrypoint of PostgreSQL's image does with an empty volume.
NEW_CLUSTER = """
printf %s "$POSTGRES_PASSWORD" >/tmp/password
initdb --username=postgres --pwfile=/tmp/password --auth-host=scram-sha-256 --no-sync
echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
pg_ctl start -w -o "-c listen_addresses=''"
for each in /docker-entrypoint-initdb.d/*; do "$each"; done
pg_ctl stop -m fast -w
"""


def image_of(name: str, folder: Path) -> Image:
    return {
        "rest-social-example": ours,
        "rest-social-example-database": postgres,
        "redis": redis,
        "rest-social-example-caddy": caddy,
    }[name.partition(":")[0]](folder)


def postgres(folder: Path) -> Image:
    path = f"{Path(program('initdb')).parent}:{PATH}"
    return Image(
        ["postgres"],
        {"PATH": path, "PGDATA": DATA, "LANG": "C.UTF-8"},
        mounts=copies("database", folder),
        prepare=new_cluster,
        stop_signal=signal.SIGINT,
    )


def new_cluster(container: Container) -> None:
    volume = container.mounts[DATA]
    if not volume.exists():
        volume.mkdir(mode=0o700)
        shutil.chown(volume, container.user, container.user)
        container.start(["sh", "-euc", NEW_CLUSTER])
        container.wait("service_completed_successfully")


def copies(name: str, folder: Path) -> dict[str, Path]:
    """Return what a stage of the Dockerfile copies, as files to mount."""
    mounts: dict[str, Path] = {}
    for source, target in stages()[name].copied():
        own = folder / name / Path(source).name
        own.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / source, own)
        own.chmod(0o755)
        mounts[target + Path(source).name if target.endswith("/") else target] = own
    return mounts


def redis(folder: Path) -> Image:
    # The image is built with this default.
    return Image([], {"PATH": PATH}, more=["--protected-mode", "no"])


def caddy(folder: Path) -> Image:
    """Debian's Caddy, with the capability that the image's has in its file."""
    own = folder / "bin" / "caddy"
    if not own.exists():
        own.parent.mkdir()
        shutil.copy(program("caddy"), own)
        subprocess.run(["setcap", "cap_net_bind_service=+ep", str(own)], check=True)
    command = ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
    places = {"XDG_CONFIG_HOME": "/config", "XDG_DATA_HOME": "/data"}
    [user] = stages()["caddy"].all("USER")
    mounts = {"/own": own.parent, **copies("caddy", folder)}
    return Image(command, {"PATH": f"/own:{PATH}", **places}, user, "/", mounts, prepare=new_volume)


def new_volume(container: Container) -> None:
    """An empty volume belongs to whom the image's folder belongs to."""
    volume = container.mounts["/data"]
    volume.mkdir(exist_ok=True)
    os.chown(volume, int(container.user), int(container.group))


def ours(folder: Path) -> Image:
    """The stage `api`, built once; `packages` by linking what .venv has."""
    file, app, venv = stages(), folder / "app", folder / "venv"
    base, api = file["base"], file["api"]
    environment = {"PATH": PATH, **base.environment(), **api.environment()}
    environment["PATH"] = environment["PATH"].replace("$PATH", PATH)
    [workdir], [user], [command] = base.all("WORKDIR"), api.all("USER"), api.all("CMD")
    mounts = {"/venv": venv, workdir: app, str(SITE): SITE}
    if not sys.base_prefix.startswith("/usr"):
        mounts[sys.base_prefix] = Path(sys.base_prefix)
    if not app.exists():
        app.mkdir()
        link_packages(venv)
        trust(venv, folder / "authority.pem")
        builder = Image([], environment, "root", workdir, mounts)
        for name in ("static", "code"):
            build(name, builder, folder)
    [probe] = api.all("HEALTHCHECK")
    healthcheck = json.loads(probe.partition("CMD ")[2])
    return Image(json.loads(command), environment, user, workdir, mounts, healthcheck=healthcheck)


def build(name: str, builder: Image, folder: Path) -> None:
    """Do what a stage says: copy, then run."""
    stage, app = stages()[name], folder / "app"
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    ignore = shutil.ignore_patterns(
        *(line.removeprefix("**/") for line in ignored if line.startswith("**/"))
    )
    for source, target in stage.copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, app / target, ignore=ignore, dirs_exist_ok=True)
        else:
            (app / target).mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, app / target)
    service = {"cap_drop": ["ALL"], "volumes": [f"app:{builder.folder}"]}
    for number, command in enumerate(stage.all("RUN")):
        container = Container(f"{name}-{number}", service, builder, folder)
        container.start(["sh", "-c", command])
        container.wait("service_completed_successfully")


def link_packages(venv: Path) -> None:
    """Make an environment of what requirements.txt names, and of nothing else that .venv has."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    [site] = venv.glob("lib/python*/site-packages")
    lock = (ROOT / "requirements.txt").read_text()
    for requirement in map(Requirement, re.findall(r"^([a-z].*?) *\\$", lock, re.M)):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        for file in metadata.files(requirement.name) or []:
            if file.parts[-2:-1] == ("bin",) and file.parts[0] == "..":
                script = venv / "bin" / file.name
                text = file.locate().read_text()  # type: ignore[attr-defined]
                script.write_text(re.sub(r"^#!.*", "#!/venv/bin/python", text))
                script.chmod(0o755)
            elif not (site / file.parts[0]).exists():
                (site / file.parts[0]).symlink_to(SITE / file.parts[0])


def trust(venv: Path, authority: Path) -> None:
    """Add to what certifi trusts, so that a provider of ours can have a real one's name."""
    [linked] = venv.glob("lib/python*/site-packages/certifi")
    linked.unlink()
    shutil.copytree(SITE / "certifi", linked)
    with (linked / "cacert.pem").open("a") as file:
        file.write(authority.read_text())
