"""What can be wrong with proxies, where AWS is reached through VPC endpoints and mostly without one."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

VARIABLES_DIFFER = ProblemKind(
    code="proxy-variables-differ",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{upper} and {lower} of the {agent} say different things",
    remedy="Remove one of the two, or let both say the same: {upper} ({upper_origin}) and {lower} ({lower_origin}).",
    cause="Programs disagree about which spelling counts: the agents, as all programs in Go, heed the upper case, curl and"
    " others the lower case. With two values, a test by hand goes another way than the agent.",
    seen="The unit of the agent, its drop-ins and environment files, DefaultEnvironment of systemd, and for the CloudWatch"
    " agent common-config.toml were read. Both spellings hold a value, and the values differ.",
    verify="systemctl show --property=Environment {unit}  # shows one value, or the same value twice",
)

WRONG_SCHEME = ProblemKind(
    code="proxy-wrong-scheme",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{variable} of the {agent} cannot be used: {reason}",
    remedy="Write it as http://NAME:PORT in {origin}, then run `systemctl daemon-reload` and restart {unit}.",
    cause="The scheme of a proxy's address says how to talk to the proxy, not what is asked of it: https_proxy mostly holds"
    " an http:// address. With https:// the agent opens TLS to the proxy, and a plain one does not understand it:"
    " `proxyconnect tcp: tls: first record does not look like a TLS handshake`.",
    seen="The address was taken apart: scheme, name and port. For https:// a TLS handshake was begun with the proxy, and it"
    " answered with something that is no TLS.",
    verify="systemctl show --property=Environment {unit}  # shows {variable}=http://NAME:PORT",
)

FOR_PRIVATE_ENDPOINTS = ProblemKind(
    code="proxy-for-private-endpoints",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the {agent} would go to the VPC endpoints through the proxy {proxy}",
    remedy="Set no_proxy in {file} (a proxy that is meant belongs into `network.proxy` instead), then run"
    " `systemctl daemon-reload` and restart {unit}: {line}",
    cause="VPC endpoints have private addresses on the private line, and are reached directly. A proxy knows another way at"
    " best: to the public endpoints, past the VPC and its policies; often it breaks the WebSocket of Session Manager.",
    seen="A proxy is in force for the agent ({variable}, {origin}), and names of endpoints are not excepted by its no_proxy,"
    " read as the agent reads it: names match themselves and what is below them, ranges match no name.",
    verify="agent-bootstrap check  # says that the {agent} goes to the endpoints past the proxy",
)

NO_CONNECT = ProblemKind(
    code="proxy-no-connect",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="the proxy {proxy} opens no connection to {name}",
    remedy="Allow this server to CONNECT to port 443 of {name} on the proxy {proxy}; or see that the address of the proxy in"
    " `network.proxy` is right.",
    cause="The agents ask a proxy to open a connection (CONNECT) and speak TLS through it. Proxies refuse that for names that"
    " are on no list, without a login (407), or where they cannot resolve the name.",
    seen="`network.proxy` names the proxy. It was asked with CONNECT {name}:443, and did not answer 200; its status line or"
    " the failure is in the details.",
    verify="curl --proxy {proxy} --head https://{name}/  # begins with: HTTP/1.1 200 Connection established",
)

NO_WEBSOCKET = ProblemKind(
    code="proxy-no-websocket",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the proxy {proxy} does not let {name} open a WebSocket",
    remedy="Exempt {name} from TLS inspection on the proxy {proxy}, or allow WebSockets (Upgrade: websocket) to it.",
    cause="Session Manager and Run Command live on a WebSocket to ssmmessages that stays open for days. Proxies that look into"
    " TLS often understand plain HTTP only, and drop or refuse the request to upgrade.",
    seen="Through CONNECT and TLS a WebSocket was asked for, without credentials. AWS would have answered 101 or an error of"
    " its own; what came instead is in the details.",
    verify="agent-bootstrap check  # says that the proxy lets WebSockets through",
)
