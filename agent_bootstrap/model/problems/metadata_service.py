"""What can be wrong around 169.254.169.254, where AWS answers on EC2 and nobody may answer elsewhere."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

ANSWERS = ProblemKind(
    code="metadata-service-answers",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="something answers on {address}, where only EC2's metadata service may",
    remedy="Find the device or program that answers on {address} (a proxy, a firewall's block page, a cloud platform of this"
    " site, a tool that plays EC2) and let it stay silent to this server, or reject the address.",
    cause="At every start the CloudWatch agent asks this address whether it runs on EC2, and older SSM Agents do so before"
    " they look at their registration. Whatever answers HTTP there, even with an error page, is taken for EC2.",
    seen="A request for http://{address}/latest/meta-data/ was answered with HTTP within 1 s. Silence, a refusal, or no"
    " route are as they should be.",
    verify="curl --max-time 1 --noproxy '*' http://{address}/  # ends with an error, not with an answer",
)
