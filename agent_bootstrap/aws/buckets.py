"""The buckets in which AWS keeps what the agents fetch, Region by Region; a name that AWS does not publish is never made up.

AWS Systems Manager User Guide, "SSM Agent communications with AWS managed S3 buckets" and "Amazon S3 buckets for patching
operations"; Amazon CloudWatch User Guide, "Download the CloudWatch agent package".
"""

from __future__ import annotations

from typing import Mapping, Optional

from agent_bootstrap.model.value_object import value_object

_PATCH_MANAGER: Mapping[str, str] = {
    "af-south-1": "bdd5f65a9", "ap-east-1": "632356271", "ap-northeast-1": "4849fa78f", "ap-northeast-2": "10467995c",
    "ap-northeast-3": "67373598a", "ap-south-1": "cb7c62ff9", "ap-south-2": "32f4b4128", "ap-southeast-1": "7fdfd9ef7",
    "ap-southeast-2": "17283a275", "ap-southeast-3": "aa48fc462", "ap-southeast-4": "01e2c40d3",
    "ca-central-1": "3148e69e3", "ca-west-1": "9e3a4b2f9", "eu-central-1": "9163fdaaf", "eu-central-2": "184ce43c8",
    "eu-north-1": "795879e9b", "eu-south-1": "c52f3f594", "eu-south-2": "a4cf248b1", "eu-west-1": "5522fb710",
    "eu-west-2": "902a2bc74", "eu-west-3": "29bf85721", "il-central-1": "e221cb57b", "me-central-1": "2932f2f80",
    "me-south-1": "a53fc9dce", "sa-east-1": "ddf4b6a09", "us-east-1": "1970c647d", "us-east-2": "552881074",
    "us-west-1": "8badb4304", "us-west-2": "34d7f99f8",
}  # fmt: skip
"""Region -> unique suffix of its bucket with the modules of patching."""

_SNAPSHOTS: Mapping[str, str] = {
    "af-south-1": "tbxdb5b9", "ap-south-2": "50209442", "ap-southeast-3": "be0a3174", "ap-southeast-4": "dc6f76ce",
    "eu-south-2": "df2c9d70", "me-south-1": "uduvl7q8",
}  # fmt: skip
"""Region -> unique suffix of its bucket with patch baseline snapshots, where it has one."""


@value_object
class Bucket:
    """One bucket in each Region, and what it is for."""

    pattern: str
    """Its name, with `{region}` and `{suffix}` where they stand."""
    purpose: str
    suffixes: Optional[Mapping[str, str]] = None
    """Region -> suffix."""
    always_suffixed: bool = False
    """Whether a Region without a known suffix has a name that is not known, rather than one without a suffix."""

    def name(self, region: str) -> str:
        """The bucket's name in this Region; with `*` where AWS puts a suffix that it does not publish."""
        suffix = (self.suffixes or {}).get(region, "*" if self.always_suffixed else "")
        name = self.pattern.format(region=region)
        return f"{name}-{suffix}" if suffix else name


SSM_AGENT = Bucket("amazon-ssm-{region}", "the SSM Agent's packages")
CLOUDWATCH_AGENT = Bucket("amazoncloudwatch-agent-{region}", "the CloudWatch agent's packages")
DOCUMENTS = Bucket("aws-ssm-{region}", "modules of AWS's documents")
SNAPSHOTS = Bucket("patch-baseline-snapshot-{region}", "patch baseline snapshots", _SNAPSHOTS)
PATCH_MANAGER = Bucket("aws-patch-manager-{region}", "modules of patching", _PATCH_MANAGER, always_suffixed=True)
ATTACHMENTS = Bucket("aws-ssm-document-attachments-{region}", "AWS's packages in Distributor")
