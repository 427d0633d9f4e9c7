"""Objects from a mirror, by a real HTTPS server, and from a directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import local
from agent_bootstrap.host.crypto_policy import FIPS, POLICY, words
from agent_bootstrap.host.downloads import Downloads
from agent_bootstrap.host.files import Files
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.watcher import Watcher

CONTENT = b"package" * 1000


@pytest.fixture
def downloads(tmp_path: Path, certificates: str) -> Downloads:
    return Downloads(Files(tmp_path), local().resolver, Watcher(), certificates)


def mirrored(port: int, key: str = "latest/a.deb") -> S3Object:
    return S3Object("a-bucket", key, (f"https://localhost:{port}/{key}",), f"https://localhost:{port}")


def laid(key: str = "latest/a.deb") -> S3Object:
    return S3Object("a-bucket", key, (f"/srv/{key}", "/srv/a.deb"), "/srv")


def code(error: pytest.ExceptionInfo[ProblemFoundError]) -> str:
    return error.value.problem.code


@pytest.fixture
def mirror(objects: Any) -> Any:
    """A web server that never heard of S3."""

    class Plain(objects):  # type: ignore[misc]
        def send_header(self, name: str, value: str) -> None:
            if name != "x-amz-request-id":
                super().send_header(name, value)

    return Plain


def test_a_mirror_gives_objects_without_being_s3(
    serve: Callable[..., int], mirror: Any, downloads: Downloads, tmp_path: Path
) -> None:
    mirror.contents = {"/latest/a.deb": CONTENT, "/latest/VERSION": b"1.2.3.4\n"}
    port = serve(mirror)
    assert downloads.text(mirrored(port, "latest/VERSION")) == "1.2.3.4\n"
    assert downloads.fetch(mirrored(port), "/cache/a.deb", limit=len(CONTENT)).size == len(CONTENT)
    assert (tmp_path / "cache/a.deb").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("status", "due"),
    [
        (404, "source-no-such-file"),
        (410, "source-no-such-file"),
        (403, "mirror-unavailable"),
        (302, "mirror-unavailable"),
    ],
)
def test_a_mirrors_refusal_is_the_mirrors(
    serve: Callable[..., int], mirror: Any, downloads: Downloads, status: int, due: str
) -> None:
    mirror.contents = {"/latest/a.deb": (status, "<title>No</title>")}
    with pytest.raises(ProblemFoundError) as error:
        downloads.head(mirrored(serve(mirror)))
    assert code(error) == due
    assert f"HTTP {status}" in error.value.problem.details


def test_a_mirror_that_is_not_there_and_one_that_is_not_trusted(
    serve: Callable[..., int], mirror: Any, downloads: Downloads, tmp_path: Path
) -> None:
    with pytest.raises(ProblemFoundError) as absent:
        downloads.head(mirrored(1))
    strict = Downloads(Files(tmp_path), local().resolver, Watcher())
    with pytest.raises(ProblemFoundError) as untrusted:
        strict.head(mirrored(serve(mirror)))
    assert code(absent) == code(untrusted) == "mirror-unavailable"
    assert "certificate" in untrusted.value.problem.details.lower()


@pytest.mark.parametrize("path", ["srv/latest/a.deb", "srv/a.deb"])
def test_a_directory_has_the_buckets_keys_or_bare_files(downloads: Downloads, tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(CONTENT)
    head = downloads.head(laid())
    assert (head.address, head.size) == (f"/{path}", len(CONTENT))
    assert downloads.fetch(laid(), "/cache/a.deb", limit=len(CONTENT)) == head
    assert (tmp_path / "cache/a.deb").read_bytes() == CONTENT


def test_a_file_that_changes_has_another_version(downloads: Downloads, tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/a.deb").write_bytes(CONTENT)
    before = downloads.head(laid())
    (tmp_path / "srv/a.deb").write_bytes(CONTENT + b"more")
    assert downloads.head(laid()).version != before.version


def test_a_directory_that_lacks_the_file_and_one_that_holds_too_much(downloads: Downloads, tmp_path: Path) -> None:
    with pytest.raises(ProblemFoundError) as absent:
        downloads.head(laid())
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/a.deb").write_bytes(CONTENT)
    with pytest.raises(ProblemFoundError) as large:
        downloads.fetch(laid(), "/cache/a.deb", limit=10)
    assert (code(absent), code(large)) == ("source-no-such-file", "object-too-large")
    assert "/srv/latest/a.deb and /srv/a.deb" in absent.value.problem.details


def test_the_crypto_policy_is_told_in_words(tmp_path: Path) -> None:
    assert words(Files(tmp_path)) == "FIPS mode is off; there is no system-wide crypto policy"
    for path, text in ((FIPS, "1\n"), (POLICY, "FIPS:OSPP\n")):
        file = tmp_path / path.lstrip("/")
        file.parent.mkdir(parents=True)
        file.write_text(text)
    assert words(Files(tmp_path)) == "FIPS mode is on; the crypto policy is FIPS:OSPP"
