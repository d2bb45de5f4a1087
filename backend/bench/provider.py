"""GitHub's two responses, as fast as Python can send them, or delayed by some milliseconds.

    python provider.py PORT [CERTIFICATE] [--away SECONDS]

A person's code is also their id and their name, and each access token is new, as GitHub's are. The
delay is that of a real network: once per request, and twice for a new connection (TCP, TLS 1.3).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
from itertools import count
from urllib.parse import parse_qs

numbers = count()


async def serve(port: int, certificate: str | None, away: float) -> None:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * away)
        while head := await read_head(reader):
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            body = await reader.readexactly(int(length or 0))
            await asyncio.sleep(away)
            content = json.dumps(content_for(head, body)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(content), content)
            )
            if b"connection: close" in head.lower():
                break
        writer.close()

    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    server = await asyncio.start_server(respond, "127.0.0.1", port, ssl=tls, backlog=256)
    print("ready", flush=True)
    await server.serve_forever()


async def read_head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def content_for(head: bytes, body: bytes) -> dict[str, str]:
    if head.startswith(b"POST"):
        person = parse_qs(body.decode())["code"][0]
        return {"access_token": f"{person}.{next(numbers)}", "token_type": "bearer"}
    person = head.lower().partition(b"authorization: token ")[2].partition(b".")[0].decode()
    return {"id": person, "login": person, "name": "Ada Lovelace", "email": f"{person}@example.com"}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("certificate", nargs="?")
    parser.add_argument("--away", type=float, default=0.0)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.certificate, given.away))
