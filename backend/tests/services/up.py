"""`docker compose up` without Docker: each of the file's services in a container made here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.services.compose import compose
from tests.services.containers import Container
from tests.services.images import image_of

NETWORK = "10.77.0"
HERE = f"{NETWORK}.1"  # our side of the bridge


class Project:
    def __init__(self, folder: Path, file: str, given: dict[str, str], hosts: str = "") -> None:
        """`given` is what .env has, `hosts` more lines for everybody's /etc/hosts."""
        self.folder, self.file = folder, compose(file, given)
        self.containers: dict[str, list[Container]] = {}
        self.services: dict[str, dict[str, Any]] = self.file["services"]
        replicas = [
            (name, number)
            for name, service in self.services.items()
            for number in range(service.get("deploy", {}).get("replicas", 1))
        ]
        self.addresses = {one: f"{NETWORK}.{10 + n}" for n, one in enumerate(replicas)}
        self.hosts, self.more_hosts = folder / "hosts", hosts
        self.name_them()

    def name_them(self) -> None:
        """Do what Docker's DNS does: a service's name is the addresses of its containers."""
        lines = [f"{address} {name}" for (name, _), address in self.addresses.items()]
        self.hosts.write_text("\n".join(["127.0.0.1 localhost", *lines, self.more_hosts]))

    def up(self) -> None:
        for name in self.services:
            self.start(name)
        for containers in self.containers.values():
            for each in containers:
                if each.healthcheck:
                    each.wait("service_healthy")

    def start(self, name: str) -> None:
        """Start a service, after those that it depends on."""
        if name in self.containers:
            return
        for other, how in self.services[name].get("depends_on", {}).items():
            self.start(other)
            for each in self.containers[other]:
                each.wait(how["condition"])
        self.containers[name] = [
            self.container(*one, address)
            for one, address in self.addresses.items()
            if one[0] == name
        ]
        for each in self.containers[name]:
            each.start()

    def container(self, name: str, number: int, address: str) -> Container:
        service = self.services[name]
        image = image_of(service["image"], self.folder)
        container = Container(f"{name}-{number + 1}", service, image, self.folder)
        container.mounts["/etc/hosts"] = self.hosts
        (self.folder / "volumes").mkdir(exist_ok=True)
        for volume in service.get("volumes", []):
            source, _, target = volume.partition(":")
            assert source in self.file["volumes"]
            container.mounts[target] = self.folder / "volumes" / source
        plug(container.name, address)
        if image.prepare:
            image.prepare(container)
        return container

    def lose(self, name: str, number: int) -> None:
        """Kill one container, which then disappears from Docker's DNS."""
        self.containers[name][number].kill()
        del self.addresses[name, number]
        self.name_them()

    def every(self) -> list[Container]:
        return [each for containers in self.containers.values() for each in containers]

    def down(self) -> None:
        for each in self.every():
            each.kill()
            subprocess.run(["ip", "link", "delete", each.name[:15]], check=True)
            subprocess.run(["ip", "netns", "delete", each.name], check=True)
            shutil.rmtree(each.root.parent)
        self.containers.clear()


def bridge() -> None:
    """Make the network, on which we have an address too."""
    for command in (
        "ip link add compose type bridge",
        f"ip addr add {HERE}/24 dev compose",
        "ip link set compose up",
        "mkdir -p /run/netns",
        "mount -t tmpfs netns /run/netns",
    ):
        subprocess.run(command.split(), check=True)


def plug(name: str, address: str) -> None:
    """Make a network namespace with an address on the bridge."""
    for command in (
        f"ip netns add {name}",
        f"ip link add {name[:15]} type veth peer name eth0 netns {name}",
        f"ip link set {name[:15]} master compose up",
        f"ip -n {name} addr add {address}/24 dev eth0",
        f"ip -n {name} link set eth0 up",
        f"ip -n {name} link set lo up",
    ):
        subprocess.run(command.split(), check=True)
