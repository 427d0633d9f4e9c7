"""What can be wrong with the settings of what the CloudWatch agent collects. None of it passes by itself."""

from __future__ import annotations

from agent_bootstrap.model.problems.settings import setting_kind

CONFIGURATION = setting_kind(
    "cloudwatch-configuration-malformed",
    '"{value}" does not say where the CloudWatch agent\'s configuration comes from',
    "Write `settings`, `file:` and an absolute path, or `ssm:` and the name of a parameter, as in ssm:AmazonCloudWatch-linux.",
    "A path was written without `file:` in front, the name of a parameter without `ssm:`, or a path as seen from some directory.",
    "The value is none of the three.",
)
CONFIGURATION_TWICE = setting_kind(
    "cloudwatch-configuration-twice",
    "nothing would come of this, because {place} takes the CloudWatch agent's configuration from {configuration}",
    "Remove one of the two: this table, or cloudwatch_agent.configuration in {place}.",
    "The agent's configuration was first written as a file and later as settings, or the other way round, and both were left.",
    "cloudwatch_agent.configuration names a JSON, and [cloudwatch_agent.metrics] or [[cloudwatch_agent.logs]] is set as well.",
)
LEVEL = setting_kind(
    "metrics-level-unknown",
    '"{value}" is not a level of metrics',
    "Write one of: {levels}",
    "The level is one of the three plans of the agent's own wizard, and another word was written.",
    "The value is compared with the three words.",
)
NAMESPACE = setting_kind(
    "metrics-namespace-malformed",
    '"{value}" cannot be a namespace of CloudWatch',
    "Write up to 255 letters, digits and . - _ / #, as in OnPremises/Linux; AWS/ is AWS's own.",
    "The namespace has a blank or another character that CloudWatch does not take, or begins as AWS's own namespaces do.",
    "The value is compared with what PutMetricData takes.",
)
INTERVAL = setting_kind(
    "metrics-interval-out-of-range",
    "the agent cannot measure every {value} seconds",
    "Write seconds, from 1 to {longest}; 60 is usual.",
    "Minutes or milliseconds were meant, or a number was mistyped.",
    "The agent's own schema allows 1 to {longest} seconds.",
)
RETENTION = setting_kind(
    "log-retention-not-allowed",
    "CloudWatch Logs cannot keep events for {value} days",
    "Write one of: {days}",
    "CloudWatch Logs knows certain numbers of days only; the agent would refuse its whole configuration for any other.",
    "The value is compared with the numbers that PutRetentionPolicy takes.",
)
LOG_GROUP = setting_kind(
    "log-group-malformed",
    '"{value}" cannot be a log group',
    "Write up to 512 letters, digits and . - _ / #, as in /on-premises/syslog.",
    "The name has a blank, a colon or another character that CloudWatch Logs does not take; an ARN was copied for the name.",
    "The value is compared with what CreateLogGroup takes.",
)
LOG_STREAM = setting_kind(
    "log-stream-malformed",
    '"{value}" cannot be a log stream',
    "Write up to 512 characters without a colon or an asterisk, as in {{hostname}}/syslog.",
    "The name has a colon, as times and ARNs have, or an asterisk.",
    "The value is compared with what CreateLogStream takes.",
)
LOG_INCOMPLETE = setting_kind(
    "log-incomplete",
    "this log has no {missing}",
    "Set {missing} in this table of [[cloudwatch_agent.logs]].",
    "Each log needs the file that is read and the log group that it goes into.",
    "The table has no {missing}.",
)
LOG_TWICE = setting_kind(
    "log-written-twice",
    "{file} goes into the log group {group} by {first} already",
    "Keep one of the two tables.",
    "The tables of all files add up, and two files ask for the same. Every line would arrive twice.",
    "Two tables of [[cloudwatch_agent.logs]] have the same file and the same group.",
)
