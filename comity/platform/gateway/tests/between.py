"""A way to the database that a test holds in its hands."""

from __future__ import annotations

import asyncio
import socket

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Between:
    """Stands between Comity and its database, and can hang up, as a network or a killed server does."""

    def __init__(self, url: str) -> None:
        self._there = conninfo_to_dict(url)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self.url = make_conninfo(url, host="127.0.0.1", port=self.port, sslmode="disable", gssencmode="disable")

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Nobody is let in any more, and whoever is inside is thrown out."""
        if self._server is not None:
            self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = str(self._there["host"]), self._there.get("port", 5432)
        if host.startswith("/"):
            inside, out = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            inside, out = await asyncio.open_connection(host, int(port))
        self._open |= {writer, out}
        await asyncio.gather(_carry(reader, out), _carry(inside, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65536):
            writer.write(some)
    except ConnectionError:
        pass
    writer.close()
