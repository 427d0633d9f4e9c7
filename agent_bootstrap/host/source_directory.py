"""Objects from a directory on this server, in which the administrator put copies of AWS's."""

from __future__ import annotations

from agent_bootstrap.aws.objects import Head, S3Object
from agent_bootstrap.host.files import Files, problems_with
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problems import package as problems
from agent_bootstrap.model.problems import s3


@component
class SourceDirectory:
    """Gives objects as S3 does, from files."""

    files: Files

    def head(self, wanted: S3Object) -> Head:
        """The file that is the object: under the bucket's key, or else by its bare name. Raises source-no-such-file."""
        path = next((path for path in wanted.addresses if self.files.exists(path)), None)
        if path is None:
            raise problems.SOURCE_NO_SUCH_FILE.error(
                f"looked for {' and '.join(wanted.addresses)}",
                source=wanted.source,
                key=wanted.key,
                bucket=wanted.bucket,
                url=wanted.addresses[0],
            )
        with problems_with(path):
            status = self.files.at(path).stat()
        return Head(path, status.st_size, f"{status.st_mtime_ns}{status.st_size}")

    def text(self, wanted: S3Object, *, limit: int) -> str:
        """A small object's text."""
        return self.files.read(self._small_enough(wanted, limit).address) or ""

    @touches
    def fetch(self, wanted: S3Object, target: str, *, limit: int) -> Head:
        """Copy an object to the place where it is verified: whoever may write the directory cannot change it afterwards."""
        head = self._small_enough(wanted, limit)
        self.files.make_directory(target.rsplit("/", 1)[0], mode=0o755)
        self.files.copy(head.address, target)
        return head

    def _small_enough(self, wanted: S3Object, limit: int) -> Head:
        head = self.head(wanted)
        if head.size > limit:
            raise s3.TOO_LARGE.error(f"it has {head.size}", key=wanted.key, limit=limit, url=head.address)
        return head
