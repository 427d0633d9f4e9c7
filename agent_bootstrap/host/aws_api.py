"""AWS's own API, asked with the keys of a profile and through the endpoint in use; nothing of this shell's AWS settings counts."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from typing import Any, Callable, Mapping, Optional, Sequence

from agent_bootstrap.aws.cloudwatch_delivery import Probe
from agent_bootstrap.diagnosis import aws_refusals
from agent_bootstrap.diagnosis.aws_refusals import Refusal
from agent_bootstrap.host import trust_store
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import cloudwatch_configuration as problems
from agent_bootstrap.model.problems import reporting
from agent_bootstrap.model.value_object import value_object

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 8.0
"""How long an endpoint of the VPC may take: it answers within a tenth of a second over a line of 100 ms; a person waits."""

_PATIENT: Mapping[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "read_timeout": ANSWER_SECONDS,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}
_ONE_TRY: Mapping[str, Any] = {**_PATIENT, "retries": {"total_max_attempts": 1}}
_IN_PASSING: Mapping[str, Any] = {"connect_timeout": 1.0, "read_timeout": 2.0, "retries": {"total_max_attempts": 1}}

TRIED_SECONDS = 18.0
"""For so long a report is tried again; the last try then ends within half a minute. What lasts longer is the next report's."""

MOST_DATA = 1000
"""Metrics that one PutMetricData takes; a thousand of ours are a quarter of the megabyte that it may have (API reference)."""

_ABSENT = ("ParameterNotFound", "ParameterVersionNotFound")
_DENIED = ("AccessDeniedException", "AccessDenied", "UnauthorizedOperation")


@value_object
class Account:
    """Whose keys are used, and where."""

    region: str
    profile: Mapping[str, str] = dataclasses.field(repr=False)
    """The keys and values of a profile, as they stand in the shared credentials file."""


@value_object
class Seen:
    """What CloudWatch has of a metric."""

    moment: Optional[datetime.datetime]
    """Of the last value; None if there is none."""
    refusal: str = ""
    """Why it could not be asked."""


@component
class AwsApi:
    """Asks AWS, and tells it something. A question ends within CONNECT_SECONDS and ANSWER_SECONDS, twice at most."""

    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def parameter(self, name: str, account: Account, hostname: str) -> str:
        """The value of a parameter, decrypted. Raises a problem of model/problems/cloudwatch_configuration.py."""
        # boto3 takes half a second to load, and most runs do not need it.
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

    @touches
    def put_metric_data(
        self, namespace: str, data: Sequence[Mapping[str, object]], account: Account, hostname: str
    ) -> None:
        """Send data to CloudWatch, the first ones first. Raises what `_told` raises."""
        client = self._client("cloudwatch", account, hostname, _ONE_TRY)
        for first in range(0, len(data), MOST_DATA):
            batch = data[first : first + MOST_DATA]
            call = functools.partial(client.put_metric_data, Namespace=namespace, MetricData=batch)
            _told(call, "cloudwatch:PutMetricData", hostname)

    @touches
    def put_compliance_items(self, items: Mapping[str, object], account: Account, hostname: str) -> None:
        """Tell Systems Manager how compliant a node is. Raises what `_told` raises."""
        client = self._client("ssm", account, hostname, _ONE_TRY)
        _told(functools.partial(client.put_compliance_items, **items), "ssm:PutComplianceItems", hostname)

    def _client(self, service: str, account: Account, hostname: str, patience: Mapping[str, Any]) -> Any:
        return _client(service, account, hostname, self.certificates or trust_store.bundle(), patience)


def _refused(response: Any, words: str, name: str, region: str) -> Exception:
    code = str(response.get("Error", {}).get("Code", "an answer without a code"))
    if code in _ABSENT:
        return problems.PARAMETER_ABSENT.error(words, name=name, region=region)
    if code in _DENIED:
        return problems.PARAMETER_DENIED.error(words, name=name, region=region)
    return problems.PARAMETER_UNREAD.error(words, name=name, region=region, reason=f"AWS answers {code}")


def _told(call: Callable[[], Any], action: str, hostname: str) -> None:
    """Tell AWS something, and again for TRIED_SECONDS where it may pass. Raises what diagnosis/aws_refusals.py says of its answers.

    AWS may have done what it did not answer; each of these calls may be made twice.
    """
    import tenacity

    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_passes_soon),
        stop=tenacity.stop_before_delay(TRIED_SECONDS),
        wait=tenacity.wait_random_exponential(multiplier=0.5, max=8),
        reraise=True,
    )
    again(_tell, call, action, hostname)


def _tell(call: Callable[[], Any], action: str, hostname: str) -> None:
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    try:
        answer = call()
    except exceptions.ClientError as error:
        answer = error.response
    except (exceptions.ConnectionError, exceptions.HTTPClientError, ResponseParserError) as error:
        raise reporting.UNANSWERED.error(str(error), hostname=hostname, action=action) from error
    about, said = answer["ResponseMetadata"], answer.get("Error")
    status = about["HTTPStatusCode"]
    if "RequestId" not in about:
        # botocore takes the page of a device on the way for an answer without content, or for an error without a code.
        words = f"an answer came (HTTP {status}) that is not AWS's: it has no x-amzn-RequestId"
        raise reporting.UNANSWERED.error(words, hostname=hostname, action=action)
    if said:
        refusal = Refusal(action, said.get("Code", ""), status, said.get("Message", ""))
        raise ProblemFoundError(aws_refusals.problem(refusal))


def _passes_soon(error: BaseException) -> bool:
    return isinstance(error, ProblemFoundError) and aws_refusals.passes_soon(error.problem)


def _client(service: str, account: Account, hostname: str, certificates: str, patience: Mapping[str, Any]) -> Any:
    import boto3.session
    import botocore.config
    import botocore.session

    # An AWS_PROFILE, AWS_CA_BUNDLE or ~/.aws/config of somebody's shell must change nothing.
    nothing = (None, None, None, None)
    variables = dict.fromkeys(("profile", "ca_bundle", "config_file", "credentials_file"), nothing)
    ours = botocore.session.Session(session_vars=variables)
    return boto3.session.Session(botocore_session=ours).client(
        service,
        region_name=account.region,
        endpoint_url=f"https://{hostname}",
        verify=certificates,
        aws_access_key_id=account.profile.get("aws_access_key_id"),
        aws_secret_access_key=account.profile.get("aws_secret_access_key"),
        aws_session_token=account.profile.get("aws_session_token"),
        config=botocore.config.Config(proxies={}, **patience),
    )
