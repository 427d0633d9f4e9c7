"""The support archive of a server on which a secret lies wherever one may lie."""

from __future__ import annotations

import re

from agent_bootstrap.sandbox.world import ACTIVATION_CODE
from tests.sandbox.conftest import Sandbox

AS_NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups env"

PLANTED = {
    "code in a settings file that another overrides": "Pl4ntedCodeInADropIn1",
    "code in our unit's drop-in": "Pl4ntedCodeInAUnit22",
    "code in the environment": "Pl4ntedCodeInTheEnv3",
    "code in a log": "Pl4ntedCodeInALog444",
    "code in the journal": "Pl4ntedCodeInJournal",
    "code in the history": "Pl4ntedCodeInHistory",
    "access key ID": "AKIAPL4NTEDACCESSKEY",
    "session's access key ID": "ASIAPL4NTEDACCESSKEY",
    "secret access key": "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",
    "session token": "IQoJpl4nted" + "FwoGZXIvYXdzEJr" * 12,
    "node's token": "n0deT0kenPl4nted",
    "proxy password in the agent's drop-in": "Pl4nt%%40Drop",
    "proxy password in env-config": "Pl4ntedEnvConfig",
    "proxy password in /etc/hosts": "Pl4ntedHosts",
    "password in an agent's JSON": "Pl4nted in JSON",
    "private key in a log": "MIIEpl4ntedPrivateKey",
    "identity": "Pl4ntedVaultKey",
    "given-up identity": "Pl4ntedGivenUp",
    "copied identity": "Pl4ntedIdentityCopy",
    "activation ID in a log": "0badc0de-7e57-4b0c-8a11-0123456789ab",
}

PLANT = """
agent-bootstrap bootstrap >&2
cd /tmp
mkdir -p /etc/agent-bootstrap/conf.d
cat > /etc/agent-bootstrap/conf.d/10-old.toml <<END
[activation]
code = "{code in a settings file that another overrides}"
END
chmod 600 /etc/agent-bootstrap/conf.d/10-old.toml
mkdir -p /etc/systemd/system/agent-bootstrap.service.d /etc/systemd/system/amazon-ssm-agent.service.d /var/lib/agent-bootstrap/history
cat > /etc/systemd/system/agent-bootstrap-unconfigured.service <<END
[Service]
Type=oneshot
ExecStart=/bin/echo MARKER-journal amazon-ssm-agent -register -code {code in the journal} -y
END
cat > /etc/systemd/system/amazon-ssm-agent.service.d/90-proxy.conf <<'END'
[Service]
Environment="MARKER_DROP_IN=1" "https_proxy=http://user:{proxy password in the agent's drop-in}@proxy.example:3128"
Environment=AWS_SECRET_ACCESS_KEY={secret access key}
Environment=AGENT_BOOTSTRAP_ACTIVATION_CODE={code in our unit's drop-in}
END
cp /etc/systemd/system/amazon-ssm-agent.service.d/90-proxy.conf /etc/systemd/system/agent-bootstrap.service.d/
systemctl daemon-reload
systemctl start agent-bootstrap-unconfigured.service
cat >> /var/log/amazon/ssm/amazon-ssm-agent.log <<'END'
2026-11-22 12:00:00 INFO MARKER-log started as amazon-ssm-agent -register -code {code in a log} -id {activation ID in a log}
2026-11-22 12:00:00 INFO alone: {code in our unit's drop-in} {code in the environment}
2026-11-22 12:00:00 INFO alone: {code in a settings file that another overrides}
2026-11-22 12:00:00 INFO credentials {access key ID} {session's access key ID} {secret access key} {session token} {node's token}
-----BEGIN RSA PRIVATE KEY-----
{private key in a log}
-----END RSA PRIVATE KEY-----
END
mkdir -p /root/.aws
printf '[default]\\naws_access_key_id = %s\\naws_session_token = %s\\n' "{access key ID}" "{node's token}" >> /root/.aws/credentials
echo '{{"MARKER": "env-config", "HTTPS_PROXY": "http://user:{proxy password in env-config}@proxy.example:3128"}}' \\
    > /opt/aws/amazon-cloudwatch-agent/etc/env-config.json
echo '{{"MARKER": "json", "Password": "{password in an agent's JSON}", "AccessKeyId": "{access key ID}"}}' \\
    > /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/planted.json
ln -s /var/lib/amazon/ssm/Vault/Store/planted /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/trap.json
echo '{identity}' > /var/lib/amazon/ssm/Vault/Store/planted
mkdir -p /var/lib/agent-bootstrap/given-up/mi-1
echo '{given-up identity}' > /var/lib/agent-bootstrap/given-up/mi-1/planted
echo '{copied identity}' > /var/lib/agent-bootstrap/identity-copy/Vault/Store/planted
ln -s /var/lib/agent-bootstrap/identity-copy/Vault/Store/planted /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/copy.json
echo '# MARKER-hosts http://user:{proxy password in /etc/hosts}@proxy.example:3128' >> /etc/hosts
echo '{{"at": "MARKER-history", "event": "broken", "message": "amazon-ssm-agent -code {code in the history}"}}' \\
    >> /var/lib/agent-bootstrap/history/newer.jsonl
AGENT_BOOTSTRAP_ACTIVATION_CODE={code in the environment} agent-bootstrap support --output /tmp/support.tar.gz
stat -c %a /tmp/support.tar.gz
mkdir /tmp/unpacked; tar xzf /tmp/support.tar.gz -C /tmp/unpacked --strip-components=1
cd /tmp/unpacked
node_key=$(grep -o '"privateKey":"[^"]*"' /var/lib/amazon/ssm/Vault/Store/RegistrationKey | cut -d'"' -f4)
[ ${{#node_key}} -gt 100 ]
if grep -rF "$node_key" .; then exit 9; fi
for credentials in /etc/agent-bootstrap/cloudwatch-agent/credentials; do
    for secret in $(sed -n 's/^aws_[a-z_]* *= *//p' $credentials); do
        if grep -rlF -- "$secret" .; then exit 9; fi
    done
done
find . -type f | sort
echo ------
cat missing.txt plan-errors.txt 2>/dev/null || true
echo ------
cat $(find . -type f | sort)
"""


def test_nothing_secret_is_in_it_and_everything_else_is(shell: Sandbox) -> None:
    ended = shell(PLANT.format_map(PLANTED))
    assert ended.exit_code == 0, ended.output[-2000:] + ended.errors[-2000:]
    said, missing, texts = ended.output.split("------\n")
    secrets = {
        **PLANTED,
        "the code that was used": ACTIVATION_CODE,
        "the activation": "5a0db0c5-7e57-4b0c-8a11-0123456789ab",
    }
    for about, secret in secrets.items():
        for spelling in (secret, secret.replace("%%", "%")):
            assert spelling not in said + missing + texts, about
    for marker in ("journal", "log", "hosts", "history", "DROP_IN", '"json"', "env-config"):
        assert re.search(rf"MARKER.{{0,4}}{marker}", texts), f"{marker} is not in the archive\n{said}{missing}"
    assert "\n600\n" in said
    assert "trap.json leads to what is never opened" in missing


EXPECTED = (
    "README.txt", "status.json", "history.jsonl", "plan.json", "settings.txt", "versions.txt", "os-release.txt",
    "resolver/etc/resolv.conf", "resolver/etc/hosts", "resolver/answers.json", "network/mounts.txt", "network/routes.txt",
    "units/amazon-ssm-agent.service.show.txt", "units/amazon-ssm-agent.service.files.txt", "journal/agent-bootstrap.txt",
    "agents/etc/amazon/ssm/amazon-ssm-agent.json", "agents/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml",
    "logs/var/log/amazon/ssm/amazon-ssm-agent.log",
    "logs/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log",
)  # fmt: skip


def test_it_holds_what_its_readme_says(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap >&2
        mkdir /var/tmp/here; cd /var/tmp/here
        agent-bootstrap support >&2
        mkdir unpacked; tar xzf agent-bootstrap-*Z.tar.gz -C unpacked --strip-components=1
        cd unpacked; find . -type f | cut -c3-
        echo ------
        python3 -c 'import json; print(json.load(open("plan.json"))["converged"])'
        python3 -c 'import json; print({bool(found["system"]["addresses"]) for found in json.load(open("resolver/answers.json")).values()})'
        grep -c '"node"' status.json
        """
    )
    assert ended.exit_code == 0, ended.errors
    names, _, said = ended.output.partition("------\n")
    assert set(EXPECTED) - set(names.splitlines()) == set()
    assert said.split() == ["True", "{True}", "1"]


def test_a_broken_server_has_one_too_and_nobody_but_root(shell: Sandbox) -> None:
    ended = shell(
        f"""
        chmod 755 /root
        set +e
        {AS_NOBODY} agent-bootstrap support; echo "$?"
        echo 'region = "nowhere' > /etc/agent-bootstrap/agent-bootstrap.toml
        rm -r /etc/nsswitch.conf; mkdir /etc/nsswitch.conf
        cd /sys; agent-bootstrap support | grep -o '^/var/tmp/agent-bootstrap-.*Z.tar.gz'; echo "$?"
        tar xzOf /var/tmp/agent-bootstrap-*.tar.gz --wildcards '*/settings.txt' '*/missing.txt'
        agent-bootstrap support --output /proc/nowhere/x; echo "$?"
        """
    )
    assert ended.output.startswith("77\n"), ended.errors
    assert "sudo agent-bootstrap support" in ended.errors
    assert "[settings-syntax]" in ended.output or "settings-file-syntax" in ended.output
    assert "resolver/etc/nsswitch.conf: /etc/nsswitch.conf cannot be used: Is a directory" in ended.output
    assert ended.output.endswith("1\n")
