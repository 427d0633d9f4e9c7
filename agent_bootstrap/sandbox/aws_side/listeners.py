"""A listener accepts TCP connections, each in a thread of its own, and when it closes nobody listens any more."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Callable

BACKLOG = 128
"""Connections that may wait to be accepted: as many as listen(2) took by default for decades."""


class Listener:
    """A listening socket on one address and port (0: any free one), open from the start. Raises OSError."""

    def __init__(self, address: str, port: int, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._connections: set[socket.socket] = set()
        self._socket = socket.create_server((address, port), backlog=BACKLOG)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port: int = self._socket.getsockname()[1]
        return port

    def close(self) -> None:
        """Stop listening, and drop the connections that are open: whoever connects now is refused."""
        # close(2) alone would leave the thread in accept(2), and the port open with it.
        _end(self._socket)
        for connection in tuple(self._connections):
            _end(connection)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        # TLS takes the socket over; a second handle on it still ends the connection.
        handle = connection.dup()
        self._connections.add(handle)
        try:
            # Clients hang up in the middle whenever they like; that is no error of this side.
            with contextlib.suppress(OSError):
                self._serve(connection)
        finally:
            self._connections.discard(handle)
            _end(handle)
            connection.close()


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
