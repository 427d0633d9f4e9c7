"""Downloads, from a real HTTPS server."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import local
from agent_bootstrap.host.downloads import Downloads
from agent_bootstrap.host.files import Files
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
    return Downloads(Files(tmp_path), local().resolver, watcher, certificates)


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


def test_a_refusal_is_explained_also_when_only_the_head_was_asked_for(
    serve: Callable[..., int], objects: Any, downloads: Downloads
) -> None:
    body = "<Error><Code>NoSuchBucket</Code><BucketName>a-bucket</BucketName></Error>"
    objects.contents = {"/latest/VERSION": (404, body)}
    with pytest.raises(ProblemFoundError) as error:
        downloads.head(wanted(serve(objects), "latest/VERSION"))
    assert code_of(error) == "s3-no-such-bucket"
    assert "HTTP 404 NoSuchBucket" in error.value.problem.details
    assert objects.asked == ["HEAD 0", "GET 0"]


def test_what_only_the_head_refused_is_no_object(serve: Callable[..., int], objects: Any, downloads: Downloads) -> None:
    class DislikesHead(objects):  # type: ignore[misc]
        def do_HEAD(self) -> None:  # noqa: N802 - the name that http.server calls
            self.send_error(405)

    DislikesHead.contents = {"/latest/VERSION": b"1.2.3.4"}
    with pytest.raises(ProblemFoundError) as error:
        downloads.head(wanted(serve(DislikesHead), "latest/VERSION"))
    assert code_of(error) == "s3-unexpected-answer"
    assert "HTTP 405" in error.value.problem.details


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_page_for_people_in_the_place_of_an_object_is_refused_with_its_title(
    serve: Callable[..., int], objects: Any, downloads: Downloads, status: int
) -> None:
    class Portal(objects):  # type: ignore[misc]
        def send_header(self, name: str, value: str) -> None:
            if name != "x-amz-request-id":
                super().send_header(name, value)

    Portal.contents = {"/latest/VERSION": (status, "<html><title>Proxy of ACME</title>Please log in</html>")}
    with pytest.raises(ProblemFoundError) as error:
        downloads.text(wanted(serve(Portal), "latest/VERSION"))
    assert code_of(error) == "s3-unexpected-answer"
    assert "its words: Proxy of ACME" in error.value.problem.details


def test_a_small_object_that_ends_early_is_no_shorter_object(
    serve: Callable[..., int], objects: Any, downloads: Downloads
) -> None:
    objects.contents, objects.cut_at = {"/latest/VERSION": b"3.3.1142.0"}, 3
    with pytest.raises(ProblemFoundError) as error:
        downloads.text(wanted(serve(objects), "latest/VERSION"))
    assert code_of(error) == "download-interrupted"
    assert "ended 7 bytes early" in error.value.problem.details


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
    assert Downloads(Files(tmp_path), local().resolver, Watcher(), certificates).text(both) == "here"
