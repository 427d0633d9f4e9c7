#!/bin/bash
# The steps of a bootstrap on a Debian server as a bare script: what somebody writes who needs it once, on a good day.
#
# It takes REGION, ACTIVATION_ID and ACTIVATION_CODE from its environment. What it does not do: look at names, endpoints
# and certificates first, take up a broken download, compare the signer's fingerprint with one it knows, guard an
# identity against a registration that fails, keep what stands in the files already, leave out what is done already,
# see whether the agent detected the right mode, or say what is wrong and who can mend it.
set -euo pipefail
cd "$(mktemp -d)"
architecture=$(dpkg --print-architecture)
ssm=https://amazon-ssm-$REGION.s3.$REGION.amazonaws.com
cloudwatch=https://amazoncloudwatch-agent-$REGION.s3.$REGION.amazonaws.com
ctl=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl

# install URL KEY: bring a package and its signature, verify, install.
install_signed() {
    curl -fsS --remote-name-all "$1" "$1.sig"
    gpg --dearmor <"$2" >keyring.gpg
    gpgv --quiet --keyring ./keyring.gpg "${1##*/}.sig" "${1##*/}"
    dpkg --install "${1##*/}"
}

# wait_for COMMAND…: until it succeeds, for 30 s.
wait_for() {
    for _ in $(seq 300); do
        if "$@"; then return; fi
        sleep 0.1
    done
    return 1
}

has_credentials() { grep -qs CredentialsExpiresAt /var/lib/amazon/ssm/runtimeconfig/identity_config.json; }

# The kernel keeps 15 characters of a program's name, and pgrep says how many seconds it has lived.
lives_for() { pgrep --exact --older "$2" "${1:0:15}" >/dev/null; }

version=$(curl -fsS "$ssm/latest/VERSION")
install_signed "$ssm/$version/debian_$architecture/amazon-ssm-agent.deb" \
    /etc/agent-bootstrap/keys.d/amazon-ssm-agent.asc
cat >/etc/amazon/ssm/amazon-ssm-agent.json <<'END'
{"Identity": {"ConsumptionOrder": ["OnPrem"]}, "Profile": {"ShareCreds": true, "ShareProfile": "AmazonCloudWatchAgent"}}
END
systemctl stop amazon-ssm-agent
amazon-ssm-agent -register -id "$ACTIVATION_ID" -code "$ACTIVATION_CODE" -region "$REGION"
systemctl restart amazon-ssm-agent
wait_for lives_for ssm-agent-worker 0
wait_for has_credentials

curl -fsS --output cloudwatch.asc "$cloudwatch/assets/amazon-cloudwatch-agent.gpg"
install_signed "$cloudwatch/debian/$architecture/latest/amazon-cloudwatch-agent.deb" cloudwatch.asc
cat >>/root/.aws/credentials <<END
region = $REGION
END
cat >/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml <<'END'
[credentials]
shared_credential_profile = "AmazonCloudWatchAgent"
shared_credential_file = "/root/.aws/credentials"
END
cat >/tmp/cloudwatch-agent.json <<END
{"agent": {"region": "$REGION", "metrics_collection_interval": 60, "run_as_user": "root"}, "metrics": {"metrics_collected":
{"mem": {"measurement": ["mem_used_percent"]}, "disk": {"measurement": ["used_percent"], "resources": ["*"]}}}}
END
"$ctl" -a fetch-config -m onPremise -c file:/tmp/cloudwatch-agent.json -s
wait_for lives_for amazon-cloudwatch-agent 3
