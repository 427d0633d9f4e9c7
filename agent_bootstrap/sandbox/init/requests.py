"""The socket at which PID 1 takes the requests of `systemctl`, and sends each answer when it is due."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Callable

from agent_bootstrap.sandbox.init.loop import Loop
from agent_bootstrap.sandbox.init.manager import Manager
from agent_bootstrap.sandbox.init.operations import Done, Operations
from agent_bootstrap.sandbox.init.protocol import SOCKET_NAME, Answer, Request

_CHUNK = 65536
_CHANGES = frozenset({"start", "stop", "restart", "try-restart", "reload-or-restart"})


class Requests:
    """Listens as long as PID 1 lives."""

    def __init__(self, directory: Path, loop: Loop, manager: Manager) -> None:
        self._loop = loop
        self._manager = manager
        self._operations = Operations(manager)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        path = directory / SOCKET_NAME
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        path.chmod(0o666)
        self._socket.listen()
        loop.watch(self._socket.fileno(), self._accept)

    def _accept(self) -> None:
        connection, _ = self._socket.accept()
        Conversation(connection, self._loop, self._answer)

    def _answer(self, request: Request, send: Callable[[list[Answer]], None]) -> None:
        """Collect one answer per unit, and send them when the last is there."""
        verb, names = request["verb"], request.get("units", [])
        if verb == "daemon-reload":
            self._manager.reload()
            send([{}])
        elif verb == "list-units":
            send(self._operations.everything())
        else:
            if verb == "reset-failed" and not names:
                names = [service.unit.name for service in self._manager.loaded()]
            self._answer_each(names, request, send)

    def _answer_each(self, names: list[str], request: Request, send: Callable[[list[Answer]], None]) -> None:
        answers: dict[str, Answer] = {}

        def collect(name: str, answer: Answer) -> None:
            answers[name] = answer
            if len(answers) == len(set(names)):
                send([answers[name] for name in names])

        for name in dict.fromkeys(names):
            self._operate(name, request, lambda answer, name=name: collect(name, answer))  # type: ignore[misc]
        if not names:
            send([])

    def _operate(self, name: str, request: Request, done: Done) -> None:
        verb, operations = request["verb"], self._operations
        if verb in _CHANGES:
            operations.change(verb, name, request, done)
        elif verb == "kill":
            done(operations.kill(name, request))
        else:
            looks = {
                "enable": operations.enable,
                "disable": operations.disable,
                "show": operations.show,
                "cat": operations.cat,
                "reset-failed": operations.reset_failed,
            }
            done(looks[verb](name))


class Conversation:
    """One client: a line from it, a line to it, and good-bye."""

    def __init__(
        self, connection: socket.socket, loop: Loop, answer: Callable[[Request, Callable[[list[Answer]], None]], None]
    ) -> None:
        self._connection = connection
        self._loop = loop
        self._answer = answer
        self._begun = b""
        loop.watch(connection.fileno(), self._read)

    def _read(self) -> None:
        try:
            data = self._connection.recv(_CHUNK)
        except ConnectionResetError:
            data = b""
        self._begun += data
        if not data or b"\n" in data:
            self._loop.forget(self._connection.fileno())
        if b"\n" in data:
            self._answer(json.loads(self._begun), self._send)
        elif not data:
            self._connection.close()

    def _send(self, answers: list[Answer]) -> None:
        try:
            self._connection.sendall(json.dumps(answers).encode() + b"\n")
        except BrokenPipeError:
            # The client was interrupted while it waited; what it asked for is done all the same.
            pass
        finally:
            self._connection.close()
