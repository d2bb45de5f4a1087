"""`make bench`: our sign-in beside rest-social-auth's of PyPI, and beside the floor.

Every target runs at once, and gets a slice of work in turn, over and over: so what else the machine
does meets all alike, and the ratios hold where the milliseconds do not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from statistics import median
from threading import local
from typing import Any, NamedTuple

import certifi
import trustme

from bench.report import write

HERE = Path(__file__).resolve().parent
BACKEND = HERE.parent
THEIRS = BACKEND.parent / ".venv" / "bench" / "bin" / "python"
PEOPLE = 20
SLICE = 0.6  # seconds
PORTS = iter(range(18500, 18600))


class Target(NamedTuple):
    name: str
    path: str
    python: str
    path_of_package: str = ""


TARGETS = [
    Target("floor", "/floor/", sys.executable, str(BACKEND)),
    Target("ours, token", "/social/token/github/", sys.executable, str(BACKEND)),
    Target("ours, JWT", "/social/jwt-pair/github/", sys.executable, str(BACKEND)),
    Target("rest-social-auth, token", "/social/token/github/", str(THEIRS)),
    Target("rest-social-auth, JWT", "/social/jwt-pair/github/", str(THEIRS)),
]
NETWORKS = {"plain HTTP": (False, 0.0), "TLS": (True, 0.0), "TLS, 100 ms away": (True, 0.1)}


class Server:
    """One target behind gunicorn, one worker with threads, and a client's kept connections."""

    def __init__(
        self, target: Target, provider: str, folder: Path, certificates: Path, threads: int = 16
    ) -> None:
        self.target, self.port, self.mine = target, next(PORTS), local()
        environment = {
            "PROVIDER": provider,
            "CERTIFICATES": str(certificates),
            "DATABASE": str(folder / f"{self.port}.sqlite3"),
            "PYTHONPATH": f"{HERE}:{target.path_of_package}",
            "PATH": "/usr/bin:/bin",
        }
        options: dict[str, Any] = {"cwd": HERE, "env": environment}
        subprocess.run([target.python, "project.py"], check=True, **options)  # noqa: S603
        command = [target.python, "-m", "gunicorn", "project", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--threads", str(threads), "--keep-alive", "75", "--log-level", "error"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)  # noqa: S603

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        if not hasattr(self.mine, "connection"):
            self.mine.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"}
        try:
            self.mine.connection.request(method, path, json.dumps(body), headers)
            answer = self.mine.connection.getresponse()
        except (BrokenPipeError, RemoteDisconnected):  # kept for too long, while others had a turn
            self.mine.connection.close()
            self.mine.connection.request(method, path, json.dumps(body), headers)
            answer = self.mine.connection.getresponse()
        content = answer.read()
        return json.loads(content) if answer.status == 200 else {}

    def sign_in(self, person: str) -> bool:
        """Return whether there is a token; a server in need answers with an error instead."""
        return "token" in self.ask("POST", self.target.path, {"code": person})

    def cpu(self) -> float:
        seconds: float = self.ask("GET", "/cpu/")["seconds"]
        return seconds

    def __enter__(self) -> Server:
        """Wait until it answers, and let everybody sign up, one after the other."""
        for _ in range(300):
            try:
                self.cpu()
                break
            except OSError:
                vars(self.mine).clear()
                time.sleep(0.1)
        if not all(self.sign_in(f"p{number}") for number in range(PEOPLE)):
            self.__exit__()
            raise RuntimeError(f"{self.target.name}: nobody can sign in")
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def slice(self, pool: ThreadPoolExecutor, at_once: int) -> tuple[float, float]:
        """Sign in for a while; return ms of CPU per success, and successes per second."""
        before, started = self.cpu(), time.perf_counter()
        until = started + SLICE

        def work(number: int) -> int:
            tried = done = 0
            while time.perf_counter() < until:
                done += self.sign_in(f"p{(number * 7 + tried) % PEOPLE}")
                tried += 1
            return done

        done = max(1, sum(pool.map(work, range(at_once))))
        seconds = time.perf_counter() - started
        return (self.cpu() - before) / done * 1000, done / seconds


@contextmanager
def provider_at(folder: Path, *, secure: bool, away: float) -> Iterator[tuple[str, Path]]:
    """Run the provider; return its address, and the file of all CAs that it takes to trust it."""
    authority, port = trustme.CA(), next(PORTS)
    certificate, certificates = folder / "provider.pem", folder / "certificates.pem"
    mine = authority.issue_cert("127.0.0.1")
    mine.private_key_and_cert_chain_pem.write_to_path(str(certificate))
    certificates.write_bytes(Path(certifi.where()).read_bytes() + authority.cert_pem.bytes())
    command = [sys.executable, str(HERE / "provider.py"), str(port)]
    command += [str(certificate)] * secure + ["--away", str(away)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout
        process.stdout.readline()
        try:
            yield f"http{'s' * secure}://127.0.0.1:{port}", certificates
        finally:
            process.terminate()


def measure(folder: Path, network: str, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return `{target: {measure: one value per round}}`."""
    secure, away = NETWORKS[network]
    found: dict[str, dict[str, list[float]]] = {each.name: {} for each in TARGETS}
    with ExitStack() as stack:
        provider = stack.enter_context(provider_at(folder, secure=secure, away=away))
        address, certificates = provider
        servers = [
            stack.enter_context(Server(target, address, folder, certificates)) for target in TARGETS
        ]
        pool = stack.enter_context(ThreadPoolExecutor(16))
        for number in range(rounds):
            order = servers if number % 2 else servers[::-1]
            for at_once in (1, 16):
                for server in order:
                    cpu, rate = server.slice(pool, at_once)
                    values = found[server.target.name]
                    values.setdefault(f"CPU at {at_once}", []).append(cpu)
                    values.setdefault(f"rate at {at_once}", []).append(rate)
            print(f"{network}: round {number + 1} of {rounds}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS))
    given = parser.parse_args()
    results = {}
    for network in given.networks:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder), network, given.rounds)
        results[network] = {
            name: {each: median(values) for each, values in measures.items()}
            for name, measures in found.items()
        } | {"ratios": ratios(found)}
    write(results, given.rounds)


def ratios(found: dict[str, dict[str, list[float]]]) -> dict[str, float]:
    """Return medians of the ratios within each round, which noise meets on both sides."""

    def ratio(measure: str, one: str, other: str) -> float:
        pairs = zip(found[one][measure], found[other][measure], strict=True)
        return median(mine / theirs for mine, theirs in pairs)

    token, jwt, floor = "ours, token", "ours, JWT", "floor"
    their_token, their_jwt = "rest-social-auth, token", "rest-social-auth, JWT"
    return {
        "CPU, token: ours / rest-social-auth's": ratio("CPU at 1", token, their_token),
        "CPU, JWT: ours / rest-social-auth's": ratio("CPU at 1", jwt, their_jwt),
        "CPU, token: ours / the floor's": ratio("CPU at 1", token, floor),
        "sign-ins/s at 16, token: ours / theirs": ratio("rate at 16", token, their_token),
        "sign-ins/s at 16, JWT: ours / theirs": ratio("rate at 16", jwt, their_jwt),
    }


if __name__ == "__main__":
    main()
