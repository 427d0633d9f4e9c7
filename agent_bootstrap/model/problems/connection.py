"""What can be wrong on the way to an endpoint: route, firewall, TLS, what answers, and the clock."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_PORT_IS_OPEN = (
    "Open TCP port 443 from this host to {address}: this site's firewall, and the security group of the VPC endpoint,"
    " which must allow this site's address range"
)

_TCP_WORKS = "`timeout 5 bash -c '</dev/tcp/{address}/443' && echo open` prints `open`."

_AWS_ANSWERS = "`curl --silent https://{name}/` prints an answer of AWS's, such as `<UnknownOperationException/>`."

_ISSUER_IS_AMAZON = (
    "`openssl s_client -connect {address}:443 -servername {name} </dev/null | grep -E 'issuer|Verify return'` names Amazon"
    " and prints `Verify return code: 0 (ok)`."
)

_CLOCK_AGREES = "`date -u; curl --silent --head --insecure https://{name}/ | grep -i ^date` prints the same time twice, to the second."

TCP_REFUSED = ProblemKind(
    code="tcp-refused",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} refuses connections on {address}, port 443",
    remedy=_PORT_IS_OPEN + "; and see that the address is the endpoint's and not an old one.",
    cause="A VPC endpoint always listens on port 443, so somebody else refuses: a firewall that rejects instead of dropping, or the"
    " host that has the address now, because the endpoint was made anew and a hosts file or a DNS record still has its old address.",
    seen="The program opens a TCP connection to the address that the name resolves to, and gets a reset (RST) back.",
    verify=_TCP_WORKS,
)

TCP_BLACK_HOLE = ProblemKind(
    code="tcp-black-hole",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} does not answer on {address}, port 443",
    remedy=_PORT_IS_OPEN + "; and see that routes exist in both directions over the private line.",
    cause="The packets vanish: a firewall or the endpoint's security group drops them, there is no route to the VPC behind the first"
    " router, or the VPC has no route back to this site's addresses.",
    seen="The program opens a TCP connection to the address that the name resolves to. Neither an answer nor a refusal comes within"
    " 3 s, in which the first packet is sent three times.",
    verify=_TCP_WORKS,
)

TCP_NO_ROUTE = ProblemKind(
    code="tcp-no-route",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="this host has no route to {name} on {address}",
    remedy="Add the route to the VPC's address range over the private line, or raise the link that carries it.",
    cause="This server or a router knows no way to the VPC's address range: the private line (VPN, Direct Connect) is down, its routes"
    " are not announced, or this server has no default route.",
    seen="The program opens a TCP connection, and the kernel, or a router by ICMP, says that network or host cannot be reached.",
    verify="`ip route get {address}` prints a route over the private line. " + _TCP_WORKS,
)

PATH_MTU_BLACK_HOLE = ProblemKind(
    code="path-mtu-black-hole",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="large packets from {name} on {address} vanish on the way; a TCP MSS of {segment_bytes} works",
    remedy="Set MSS clamping to {segment_bytes} bytes on the device where the tunnel or private line begins; and let ICMP"
    " `fragmentation needed` through.",
    cause="The line carries smaller packets than its two ends believe (a VPN adds headers), and the ICMP message that would tell them"
    " so is dropped. Small packets pass, so TCP connects; the first large ones, which carry the certificate, never arrive.",
    seen="TCP connects, the TLS handshake stalls for 2 s, and stalls again without a limit, while at the same moment it succeeds on a"
    " connection that asks for smaller packets (TCP MSS 1400, 1360, 1300, 1200, 1000, 536). The largest that works is told.",
    verify="`curl --silent --max-time 5 https://{name}/` prints an answer of AWS's within a second.",
)

TLS_SILENT = ProblemKind(
    code="tls-silent",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} accepts connections on {address} and then says nothing",
    remedy="Look for a device on the way that takes TCP connections itself (a proxy, a load balancer, an intrusion filter) and does not"
    " pass TLS on; and see that the address is the endpoint's.",
    cause="Something on the way completes the TCP handshake in the endpoint's place and holds back, or loses, what comes after it. The"
    " size of the packets is not the reason.",
    seen="TCP connects, the TLS handshake stalls for 2 s, and stalls again on seven more connections, with packets of every size.",
    verify=_ISSUER_IS_AMAZON,
)

TLS_BROKEN = ProblemKind(
    code="tls-broken",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} accepts connections on {address} but no TLS session comes about",
    remedy="Look for a device on the way that inspects or limits TLS, or takes connections for something else; and see that the"
    " address is the endpoint's.",
    cause="What answers does not speak TLS 1.2 or newer, or a device on the way resets the connection once it has read the name in"
    " it.",
    seen="TCP connects, and the TLS handshake ends with an error, a reset, or words of another protocol; the details quote it.",
    verify=_ISSUER_IS_AMAZON,
)

TLS_INTERCEPTED = ProblemKind(
    code="tls-intercepted",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="somebody reads along: the certificate of {name} was issued by {issuer}, not by Amazon",
    remedy="Exempt {name} from TLS inspection. If that cannot be, let this server trust {issuer}: put its certificate, as a .crt file, into"
    " /usr/local/share/ca-certificates and type `update-ca-certificates` (Red Hat: /etc/pki/ca-trust/source/anchors and"
    " `update-ca-trust`; SUSE: /etc/pki/trust/anchors), then type `agent-bootstrap bootstrap`. WebSockets must pass the inspecting"
    " device all the same.",
    cause="A firewall or proxy opens TLS to look inside, and shows a certificate that it made itself. This server does not trust"
    " whoever signed it, and neither do the agents, which know only the system's trust store, as it was when they started.",
    seen="The certificate's chain leads to no authority that this server trusts, and its issuer is none of Amazon's. The program"
    " reads it on a second connection, on which it says nothing.",
    verify=_ISSUER_IS_AMAZON,
)

TLS_ROOT_MISSING = ProblemKind(
    code="tls-root-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this server does not trust Amazon's authority {issuer}, which issued the certificate of {name}",
    remedy="Update the distribution's package ca-certificates, so that the trust store holds Amazon Root CA 1 and Starfield Services"
    " Root Certificate Authority - G2; then type `agent-bootstrap bootstrap`.",
    cause="The trust store is old, or somebody emptied it or took Amazon's roots out of it.",
    seen="The certificate's chain leads to no authority that this server trusts, although its issuer is one of Amazon's.",
    verify=_ISSUER_IS_AMAZON,
)

TLS_WRONG_NAME = ProblemKind(
    code="tls-wrong-name",
    owner=Owner.DNS,
    may_pass=False,
    brief="what answers as {name} on {address} has a certificate for another name: {names}",
    remedy="Make the name point to its own VPC endpoint, and see that the endpoint has private DNS for it; compare a `vpce-` name in"
    " the settings with the service that it is for.",
    cause="The name leads to the endpoint of another service, to an endpoint without private DNS for the name, or to a server that"
    " has nothing to do with AWS. Often two `vpce-` names are mixed up, or a hosted zone has the wrong target.",
    seen="The certificate's chain is trusted, but none of the names in it is the one that was asked for.",
    verify=_AWS_ANSWERS,
)

TLS_EXPIRED = ProblemKind(
    code="tls-expired",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the certificate of {name} on {address} has expired, and this server's clock is not the reason",
    remedy="Find what answers on {address} in AWS's place, as AWS renews its certificates in time: a device that inspects TLS, or an"
    " old server.",
    cause="Something other than AWS answers, with a certificate that nobody renewed. If the details show that the certificate itself"
    " is still valid, an authority above it has expired, and this server's trust store is out of date.",
    seen="The certificate's lifetime is over by this server's clock, and would be by the endpoint's own `Date:`, or it tells none.",
    verify=_ISSUER_IS_AMAZON,
)

TLS_NOT_YET_VALID = ProblemKind(
    code="tls-not-yet-valid",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="the certificate of {name} on {address} is not valid yet, and this server's clock is not the reason",
    remedy="Find what answers on {address} in AWS's place and set its clock: a device that inspects TLS, or a server of this site.",
    cause="Something other than AWS answers, and made its certificate with a clock that is ahead.",
    seen="The certificate's lifetime has not begun by this server's clock, nor by the endpoint's own `Date:`, or it tells none.",
    verify=_ISSUER_IS_AMAZON,
)

CLOCK_SKEW = ProblemKind(
    code="clock-skew",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this server's clock is {seconds} s {direction} AWS's, by the answer of {name}",
    remedy="Set the clock, and give chrony or systemd-timesyncd a time source of this site: a closed network does not reach the public"
    " pools that they come with.",
    cause="Nobody keeps this server's clock: no time service runs, or it asks servers that the closed network does not reach. AWS"
    " refuses requests that were signed more than 5 minutes away from its own time, so the agents get no credentials.",
    seen="The `Date:` header of the endpoint differs from this server's clock by more than 4 minutes; or by more than one, and the"
    " endpoint's certificate is valid at its time and not at this server's.",
    verify=_CLOCK_AGREES,
)

CAPTIVE_PORTAL = ProblemKind(
    code="captive-portal",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="a page for people answers in place of {name}: {answer}",
    remedy="Exempt this server's connections to {name} from the portal, web filter or proxy that shows the page.",
    cause="A device on the way (a portal that wants a log-in, a web filter, a proxy) answers HTTPS requests itself, with an authority"
    " that this server trusts.",
    seen="The answer to `GET /` is HTML with a status of success or refusal, or leads elsewhere than to AWS; and it has neither AWS's"
    " request ID nor the shape of AWS's errors.",
    verify=_AWS_ANSWERS,
)

HTTP_NOT_AWS = ProblemKind(
    code="http-not-aws",
    owner=Owner.DNS,
    may_pass=False,
    brief="what answers as {name} on {address} is not AWS: {answer}",
    remedy="Make the name point to its VPC endpoint: {address} is another server's address.",
    cause="The name leads to a server of this site (a reverse proxy, a load balancer) whose certificate this server trusts. A hosts"
    " file or a record of the site's own DNS is in AWS's place.",
    seen="The answer to `GET /` has neither AWS's request ID (x-amzn-RequestId, x-amz-request-id) nor the shape of AWS's errors.",
    verify=_AWS_ANSWERS,
)

HTTP_BROKEN = ProblemKind(
    code="http-broken",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="{name} speaks TLS on {address} but gives no HTTP answer",
    remedy="Look for a device on the way that inspects HTTPS, and see that the address is the endpoint's.",
    cause="A device on the way ends TLS itself and does not get an answer from AWS, or loses it.",
    seen="TLS stands, and `GET /` gets no answer within what is left of 5 s, a closed connection, words that are no HTTP, or a"
    " gateway's server error; the details say which.",
    verify=_AWS_ANSWERS,
)

WEBSOCKET_BLOCKED = ProblemKind(
    code="websocket-blocked",
    owner=Owner.FIREWALL,
    may_pass=False,
    brief="{name} answers HTTPS, but a request for a WebSocket {how}",
    remedy="Allow WebSockets (`Upgrade: websocket`) to {name} on the firewall or proxy that inspects HTTPS, or exempt {name} from its"
    " inspection.",
    cause="Devices that look into HTTPS often refuse, drop or rewrite requests that would turn the connection into a WebSocket. Run"
    " Command and Session Manager need one that stays open.",
    seen="A request for a WebSocket without credentials, to which AWS would answer 403 with its request ID, gets no answer or one"
    " that is not AWS's. A device that only strips the `Upgrade` header cannot be seen without credentials.",
    verify="`curl --silent --include --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13'"
    " -H 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' https://{name}/v1/control-channel/mi-00000000000000000` prints a"
    " header x-amzn-RequestId.",
)

TRUST_STORE_MISSING = ProblemKind(
    code="trust-store-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this server has no certificate trust store",
    remedy="Install the distribution's package ca-certificates.",
    cause="A minimal installation comes without the package ca-certificates, or somebody removed its file. Without it neither this"
    " program nor the agents can tell AWS from anybody else.",
    seen="None of the six files exists in which Go, and so both agents, looks for the system's certificates.",
    verify="`ls -l /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt` lists one of the two, with some 200 kB.",
)
