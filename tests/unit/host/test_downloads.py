"""Downloads, from a real HTTPS server."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host.downloads import Downloads
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.watcher import Watcher

CONTENT = bytes(range(256)) * 4096


class Received(Watcher):
    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def received(self, name: str, done: int, total: int) -> None:
        self.steps.append((done, total))


@pytest.fixture
def watcher() -> Received:
    return Received()


@pytest.fixture
def downloads(tmp_path: Path, certificates: str, watcher: Received) -> Downloads:
    return Downloads(Files(tmp_path), Resolver(), watcher, certificates)


def wanted(port: int, key: str = "folder/file.deb") -> S3Object:
    return S3Object("a-bucket", key, (f"https://localhost:{port}/{key}",))


def code_of(error: pytest.ExceptionInfo[ProblemFoundError]) -> str:
    return error.value.problem.code


def test_brings_an_object_and_tells_how_far_it_is(
    serve: Callable[..., int], objects: Any, downloads: Downloads, watcher: Received, tmp_path: Path
) -> None:
    objects.contents = {"/folder/file.deb": CONTENT}
    downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=len(CONTENT))
    assert (tmp_path / "cache/file.deb").read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["file.deb"]
    assert watcher.steps[-1] == (len(CONTENT), len(CONTENT))


def test_resumes_where_an_earlier_run_was_killed(
    serve: Callable[..., int], objects: Any, downloads: Downloads, tmp_path: Path
) -> None:
    objects.contents = {"/folder/file.deb": CONTENT}
    (tmp_path / "cache").mkdir()
    (tmp_path / f"cache/file.deb.{len(CONTENT)}.partial").write_bytes(CONTENT[:1000])
    downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=len(CONTENT))
    assert (tmp_path / "cache/file.deb").read_bytes() == CONTENT
    assert objects.asked == ["HEAD 0", "GET 1000"]


def test_a_part_that_is_whole_already_is_not_asked_for_again(
    serve: Callable[..., int], objects: Any, downloads: Downloads, tmp_path: Path
) -> None:
    objects.contents = {"/folder/file.deb": CONTENT}
    (tmp_path / "cache").mkdir()
    (tmp_path / f"cache/file.deb.{len(CONTENT)}.partial").write_bytes(CONTENT)
    downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=len(CONTENT))
    assert (tmp_path / "cache/file.deb").read_bytes() == CONTENT
    assert objects.asked == ["HEAD 0"]


def test_a_part_of_another_version_is_not_completed(
    serve: Callable[..., int], objects: Any, downloads: Downloads, tmp_path: Path
) -> None:
    objects.contents = {"/folder/file.deb": CONTENT}
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/file.deb.77.partial").write_bytes(b"yesterday")
    downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=len(CONTENT))
    assert (tmp_path / "cache/file.deb").read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["file.deb"]


def test_a_transfer_that_is_cut_at_the_same_place_each_time_is_package_truncated(
    serve: Callable[..., int], objects: Any, downloads: Downloads, tmp_path: Path
) -> None:
    objects.contents, objects.cut_at = {"/folder/file.deb": CONTENT}, 5000
    with pytest.raises(ProblemFoundError) as error:
        downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=len(CONTENT))
    assert code_of(error) == "package-truncated"
    assert f"5000 of {len(CONTENT)} bytes" in error.value.problem.brief
    assert not (tmp_path / "cache/file.deb").exists()
    assert objects.asked.count("GET 5000") == 3


def test_what_is_larger_than_the_limit_is_not_brought(
    serve: Callable[..., int], objects: Any, downloads: Downloads, tmp_path: Path
) -> None:
    objects.contents = {"/folder/file.deb": CONTENT}
    with pytest.raises(ProblemFoundError) as error:
        downloads.fetch(wanted(serve(objects)), "/cache/file.deb", limit=100)
    assert code_of(error) == "object-too-large"
    assert objects.asked == ["HEAD 0"]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, "<Error><Code>AccessDenied</Code></Error>", "s3-access-denied"),
        (404, "<Error><Code>NoSuchKey</Code></Error>", "s3-no-such-object"),
        (301, "<Error><Code>PermanentRedirect</Code></Error>", "s3-wrong-region"),
        (400, "<Error><Code>AuthorizationHeaderMalformed</Code></Error>", "s3-wrong-region"),
        (503, "<Error><Code>SlowDown</Code></Error>", "s3-unavailable"),
        (404, "<html>page not found</html>", "s3-unexpected-answer"),
        (407, "<html>log in to the proxy</html>", "s3-unexpected-answer"),
    ],
)
def test_each_refusal_of_s3_is_told_apart(
    serve: Callable[..., int], objects: Any, downloads: Downloads, status: int, body: str, code: str
) -> None:
    objects.contents = {"/latest/VERSION": (status, body)}
    with pytest.raises(ProblemFoundError) as error:
        downloads.text(wanted(serve(objects), "latest/VERSION"))
    assert code_of(error) == code
    assert str(status) in error.value.problem.details


def test_a_port_where_nobody_listens_is_download_interrupted(downloads: Downloads) -> None:
    with pytest.raises(ProblemFoundError) as error:
        downloads.text(wanted(1))
    assert code_of(error) == "download-interrupted"


def test_the_first_name_that_resolves_is_used(
    serve: Callable[..., int], objects: Any, certificates: str, tmp_path: Path
) -> None:
    objects.contents = {"/key": b"here"}
    port = serve(objects)
    both = S3Object("b", "key", (f"https://no-such-name.invalid:{port}/key", f"https://localhost:{port}/key"))
    assert Downloads(Files(tmp_path), Resolver(), Watcher(), certificates).text(both) == "here"
