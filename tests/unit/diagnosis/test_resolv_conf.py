"""resolv.conf as glibc reads it."""

from __future__ import annotations

import pytest

from agent_bootstrap.diagnosis import resolv_conf


@pytest.mark.parametrize(
    ("text", "name_servers", "search"),
    [
        ("", (), ()),
        ("# nothing\n; nameserver 10.0.0.1\n\n", (), ()),
        ("nameserver 10.0.0.1\nnameserver\tfe80::1%eth0 # second\n", ("10.0.0.1", "fe80::1%eth0"), ()),
        (" nameserver 10.0.0.1\nnameserver\nnameserver here\nnameservers 10.0.0.2\n", (), ()),
        ("".join(f"nameserver 10.0.0.{n}\n" for n in range(1, 5)), ("10.0.0.1", "10.0.0.2", "10.0.0.3"), ()),
        ("search a.example. b.example\n", (), ("a.example", "b.example")),
        ("search a.example\ndomain b.example c.example\n", (), ("b.example",)),
        ("domain b.example\nsearch\nsearch a.example\n", (), ("a.example",)),
    ],
)
def test_name_servers_and_search_domains(text: str, name_servers: tuple[str, ...], search: tuple[str, ...]) -> None:
    assert resolv_conf.read(text) == resolv_conf.ResolvConf(name_servers, search)
