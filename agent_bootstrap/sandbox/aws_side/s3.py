"""S3 serves the objects of AWS's own buckets, to be read by anybody: plain files under one directory."""

from __future__ import annotations

import email.utils
import hashlib
import pathlib
import threading
from typing import Callable, Optional

from agent_bootstrap.sandbox.aws_side import s3_addresses, s3_errors, s3_ranges
from agent_bootstrap.sandbox.aws_side.messages import Answer, Request
from agent_bootstrap.sandbox.world import World

ELSEWHERE = "us-east-1"
"""Where a bucket lies that the world has in another Region."""

_OPERATIONS = {"GET": "GetObject", "HEAD": "HeadObject"}


class SimpleStorage:
    """The `s3` endpoint. An object is the file `directory/<bucket>/<key>`."""

    def __init__(self, world: Callable[[], World], directory: pathlib.Path) -> None:
        self._world = world
        self._directory = directory
        self._lock = threading.Lock()
        self._counted: Optional[World] = None
        self._refusals = 0
        self._transfers: dict[str, int] = {}

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        operation = _OPERATIONS.get(request.method, request.method)
        bucket, key = s3_addresses.bucket_and_key(request)
        if not bucket:
            return s3_errors.website(operation)
        world = self._world()
        if key and self._refuses(world):
            return s3_errors.error("SlowDown", operation)
        wrong = world.s3_buckets.get(bucket)
        if wrong and key:
            return _misbehave(wrong, operation, bucket, request)
        region = s3_addresses.foreign_region(bucket)
        if region:
            return s3_errors.redirect(operation, bucket, region)
        if not s3_addresses.is_name(bucket) or not (self._directory / bucket).is_dir():
            return s3_errors.error("NoSuchBucket", operation, BucketName=bucket)
        if bucket in world.s3_denied or not key or request.method not in _OPERATIONS:
            # Nobody but AWS lists these buckets or writes to them.
            return s3_errors.error("AccessDenied", operation)
        file = self._file(bucket, key)
        if file is None:
            return s3_errors.error("NoSuchKey", operation, Key=key)
        return _object(file, key, request, world, replacements=self._replacements(key, request, world))

    def _refuses(self, world: World) -> bool:
        with self._lock:
            if world is not self._counted:
                self._counted, self._refusals = world, world.s3_unavailable
            self._refusals -= 1
            return self._refusals >= 0

    def _replacements(self, key: str, request: Request, world: World) -> int:
        """How many versions are still to come of an object that is being replaced; each whole transfer is followed by one."""
        due = next((times for ending, times in world.s3_replaced.items() if key.endswith(ending)), 0)
        with self._lock:
            left = max(0, due - self._transfers.get(key, 0))
            if left and request.method == "GET":
                self._transfers[key] = self._transfers.get(key, 0) + 1
        return left

    def _file(self, bucket: str, key: str) -> Optional[pathlib.Path]:
        root = (self._directory / bucket).resolve()
        file = (root / key).resolve()
        return file if root in file.parents and file.is_file() else None


def _misbehave(how: str, operation: str, bucket: str, request: Request) -> Answer:
    if how == "hangs-up":
        raise ConnectionAbortedError("S3 hangs up, as the world has it")
    if how == "filtered":
        page = b"<html><head><title>Download blocked</title></head><body>Ask your administrator.</body></html>"
        return Answer(200, operation, page, {"Server": "webfilter", "Content-Type": "text/html"})
    if how == "elsewhere":
        return s3_errors.redirect(operation, bucket, ELSEWHERE)
    return s3_errors.error("NoSuchBucket", operation, BucketName=request.host if how == "wrong-style" else bucket)


def _object(file: pathlib.Path, key: str, request: Request, world: World, *, replacements: int) -> Answer:
    operation = _OPERATIONS[request.method]
    # An earlier version differs in its end.
    stored = file.read_bytes() + f"{replacements:08}".encode("ascii") * bool(replacements)
    content = _tampered(stored) if key.endswith(world.s3_tampered) else stored
    size = len(content)
    etag = f'"{hashlib.md5(content).hexdigest()}"'
    modified = email.utils.formatdate(file.stat().st_mtime, usegmt=True)
    unchanged = request.header("if-range") in (None, etag, modified)
    part = s3_ranges.asked(request.header("range"), size) if unchanged else None
    if part is not None and not part:
        asked = request.header("range") or ""
        answer = s3_errors.error("InvalidRange", operation, RangeRequested=asked, ActualObjectSize=str(size))
        return Answer(416, operation, answer.body, {**answer.headers, "Content-Range": f"bytes */{size}"})
    headers = {
        **s3_errors.headers(),
        "Last-Modified": modified,
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Type": "binary/octet-stream",
    }
    first, end = (part.start, part.stop) if part else (0, size)
    if part:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    cut = key.endswith((*world.s3_cut, *world.s3_stalled)) and end > size // 2
    sent = max(0, size // 2 - first) if cut else None
    return Answer(
        206 if part else 200,
        operation,
        content[first:end],
        headers,
        sent_bytes=sent,
        stalls=cut and key.endswith(world.s3_stalled),
    )


def _tampered(content: bytes) -> bytes:
    changed = bytearray(content)
    if changed:
        changed[len(changed) // 2] ^= 0x01
    return bytes(changed)
