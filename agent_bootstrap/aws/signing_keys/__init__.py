"""The keys with which AWS signs the agents' packages, pinned by full fingerprint.

AWS renews the SSM Agent's key every year or two, and an old package keeps the signature of an old key: so all stay listed. The
fingerprints and files of the SSM Agent come from AWS's own repositories (aws/amazon-ssm-agent, aws/eks-hybrid,
bottlerocket-os/bottlerocket-control-container); the CloudWatch agent's fingerprint from the CloudWatch User Guide. Its key
is not shipped: it lies in AWS's bucket and is believed because of the fingerprint.
"""

from __future__ import annotations

SSM_AGENT = (
    "1C5B395CBE5E74E2F1CA21592784DBF388D19D46",  # 2026-06-04 … 2027-11-25
    "4855A9E6833216D6A77D8FE451A8E050D0052E5D",  # 2025-01-22 … 2026-07-15
    "DE92C7DA3E56E92331D62A36BC1F495C97DD04ED",  # 2023-08-28 … 2025-02-17
    "2BC7C7C267BBD505EAA491E6DD81A61756BAA549",  # 2022-03-15 … 2023-09-05
)

CLOUDWATCH_AGENT = ("937616F3450B7D806CBD9725D58167303B789C72",)  # 2017-11-14, does not expire

FILES = (
    "amazon-ssm-agent-2022.asc",
    "amazon-ssm-agent-2023.asc",
    "amazon-ssm-agent-2025.asc",
    "amazon-ssm-agent-2026.asc",
)
"""The armored keys beside this file."""
