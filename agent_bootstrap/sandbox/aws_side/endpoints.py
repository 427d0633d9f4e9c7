"""An endpoint is one service behind TLS on its own address, as far as the world lets anybody reach it."""

from __future__ import annotations

import socket
import time
from typing import Callable, Optional

from agent_bootstrap.sandbox.aws_side import certificate_files, http_connection, strangers
from agent_bootstrap.sandbox.aws_side.certificates import Certificates
from agent_bootstrap.sandbox.aws_side.journal import Journal
from agent_bootstrap.sandbox.aws_side.listeners import Listener
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request, Service
from agent_bootstrap.sandbox.world import World

_LOOK_SECONDS = 0.1
"""How soon an answer leaves once the world lets it."""


class Endpoint:
    """One service on one address and port. It listens from the first `follow` on."""

    def __init__(
        self,
        name: str,
        service: Service,
        address: tuple[str, int],
        world: Callable[[], World],
        certificates: Certificates,
        journal: Journal,
    ) -> None:
        self.name = name
        self._service = service
        self._address = address
        self._world = world
        self._certificates = certificates
        self._journal = journal
        self._listener: Optional[Listener] = None

    def follow(self, world: World) -> None:
        """Listen, or stop listening, as this world has it. Raises OSError if the address is not free."""
        refused = world.tcp.get(self.name) == "refused"
        if refused:
            self.close()
        elif self._listener is None:
            self._listener = Listener(*self._address, self._serve)

    def close(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _serve(self, plain: socket.socket) -> None:
        how = self._world().tls.get(self.name, certificate_files.GOOD)
        if strangers.speak(plain, how):
            return
        context = self._certificates.context(self.name, how)
        with context.wrap_socket(plain, server_side=True) as secure, secure.makefile("rb") as stream:
            http_connection.converse(stream, secure, self._answer, self._clock)

    def _clock(self) -> float:
        return time.time() + self._world().clock_offset

    def _answer(self, request: Request) -> Answer:
        in_its_place = strangers.answer(self.name, request, self._world())
        if in_its_place:
            return in_its_place
        time.sleep(self._world().late.get(self.name, 0))
        answer = self._service(request)
        # The line is written first, so that whoever has the answer finds it there.
        self._journal.write(self.name, answer.operation, answer.status, answer.node)
        while answer.operation in self._world().unanswered:
            time.sleep(_LOOK_SECONDS)
        return answer
