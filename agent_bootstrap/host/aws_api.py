"""AWS's own API, asked with the keys of a profile and through the endpoint in use; nothing of this shell's AWS settings counts."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Mapping, Optional

from agent_bootstrap.aws.cloudwatch_delivery import Probe
from agent_bootstrap.host import trust_store
from agent_bootstrap.model.problems import cloudwatch_configuration as problems

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 8.0
"""How long an endpoint of the VPC may take: it answers within a tenth of a second over a line of 100 ms; a person waits."""

_PATIENT: Mapping[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "read_timeout": ANSWER_SECONDS,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}
_IN_PASSING: Mapping[str, Any] = {"connect_timeout": 1.0, "read_timeout": 2.0, "retries": {"total_max_attempts": 1}}

_ABSENT = ("ParameterNotFound", "ParameterVersionNotFound")
_DENIED = ("AccessDeniedException", "AccessDenied", "UnauthorizedOperation")


@dataclasses.dataclass(frozen=True)
class Account:
    """Whose keys are used, and where."""

    region: str
    profile: Mapping[str, str] = dataclasses.field(repr=False)
    """The keys and values of a profile, as they stand in the shared credentials file."""


@dataclasses.dataclass(frozen=True)
class Seen:
    """What CloudWatch has of a metric."""

    moment: Optional[datetime.datetime]
    """Of the last value; None if there is none."""
    refusal: str = ""
    """Why it could not be asked."""


@dataclasses.dataclass(frozen=True)
class AwsApi:
    """Asks AWS. Each call ends within CONNECT_SECONDS and ANSWER_SECONDS, twice at most."""

    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def parameter(self, name: str, account: Account, hostname: str) -> str:
        """The value of a parameter, decrypted. Raises a problem of model/problems/cloudwatch_configuration.py."""
        # botocore takes half a second to load, and most runs do not need it.
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client("ssm", account, hostname, _PATIENT).get_parameter(Name=name, WithDecryption=True)
        except ClientError as error:
            raise _refused(error.response, str(error), name, account.region) from error
        except BotoCoreError as error:
            reason = f"{hostname} did not answer"
            raise problems.PARAMETER_UNREAD.error(
                str(error), name=name, region=account.region, reason=reason
            ) from error
        return str(answer["Parameter"]["Value"])

    def last_metric(self, probe: Probe, back: datetime.timedelta, account: Account, hostname: str) -> Seen:
        """The last value of a metric, looking so far back. It is asked for once, for three seconds: nobody depends on the answer."""
        from botocore.exceptions import BotoCoreError, ClientError

        now = datetime.datetime.now(datetime.timezone.utc)
        named = [{"Name": name, "Value": value} for name, value in probe.dimensions.items()]
        wanted = {"Namespace": probe.namespace, "MetricName": probe.metric, "Dimensions": named}
        query = {"Id": "m", "MetricStat": {"Metric": wanted, "Period": 60, "Stat": "SampleCount"}}
        try:
            answer = self._client("cloudwatch", account, hostname, _IN_PASSING).get_metric_data(
                MetricDataQueries=[query], StartTime=now - back, EndTime=now + datetime.timedelta(minutes=1)
            )
        except (BotoCoreError, ClientError) as error:
            return Seen(None, str(error))
        return Seen(max(answer["MetricDataResults"][0]["Timestamps"], default=None))

    def _client(self, service: str, account: Account, hostname: str, patience: Mapping[str, Any]) -> Any:
        return _client(service, account, hostname, self.certificates or trust_store.bundle(), patience)


def _refused(response: Any, words: str, name: str, region: str) -> Exception:
    code = str(response.get("Error", {}).get("Code", "an answer without a code"))
    if code in _ABSENT:
        return problems.PARAMETER_ABSENT.error(words, name=name, region=region)
    if code in _DENIED:
        return problems.PARAMETER_DENIED.error(words, name=name, region=region)
    return problems.PARAMETER_UNREAD.error(words, name=name, region=region, reason=f"AWS answers {code}")


def _client(service: str, account: Account, hostname: str, certificates: str, patience: Mapping[str, Any]) -> Any:
    import botocore.config
    import botocore.session

    # An AWS_PROFILE, AWS_CA_BUNDLE or ~/.aws/config of somebody's shell must change nothing.
    nothing = (None, None, None, None)
    variables = dict.fromkeys(("profile", "ca_bundle", "config_file", "credentials_file"), nothing)
    return botocore.session.Session(session_vars=variables).create_client(
        service,
        region_name=account.region,
        endpoint_url=f"https://{hostname}",
        verify=certificates,
        aws_access_key_id=account.profile.get("aws_access_key_id"),
        aws_secret_access_key=account.profile.get("aws_secret_access_key"),
        aws_session_token=account.profile.get("aws_session_token"),
        config=botocore.config.Config(proxies={}, **patience),
    )
