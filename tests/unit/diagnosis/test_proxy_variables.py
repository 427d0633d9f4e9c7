"""Proxy variables of units, files and common-config.toml, with the line that each stands on."""

from __future__ import annotations

from agent_bootstrap.diagnosis import proxy_variables
from agent_bootstrap.diagnosis.proxy_variables import EnvironmentFile, Variable

UNIT = """\
[Service]
# Environment=http_proxy=http://commented
Environment="https_proxy=http://proxy:3128" no_proxy=localhost,\\
.amazonaws.com
Environment=
EnvironmentFile=-/etc/default/agent
Environment=A=1 'B=two words'
Environment="broken
"""


def test_a_unit_sets_forgets_and_names_files() -> None:
    assert list(proxy_variables.of_unit(UNIT, "/u.service")) == [
        Variable("https_proxy", "http://proxy:3128", "/u.service:3"),
        Variable("no_proxy", "localhost,.amazonaws.com", "/u.service:3"),
        None,
        EnvironmentFile("/etc/default/agent"),
        Variable("A", "1", "/u.service:7"),
        Variable("B", "two words", "/u.service:7"),
    ]


def test_systemds_own_configuration_has_another_key() -> None:
    text = "[Manager]\nDefaultEnvironment=https_proxy=http://proxy:3128\nEnvironment=A=1\n"
    found = list(proxy_variables.of_unit(text, "/s", "DefaultEnvironment"))
    assert found == [Variable("https_proxy", "http://proxy:3128", "/s:2")]


def test_an_environment_file_may_quote_and_export() -> None:
    text = "# for all\nexport HTTPS_PROXY='http://proxy:3128'\n\nno_proxy=\"a,b\"\nnonsense\n"
    assert list(proxy_variables.of_environment_file(text, "/e")) == [
        Variable("HTTPS_PROXY", "http://proxy:3128", "/e:2"),
        Variable("no_proxy", "a,b", "/e:4"),
    ]


def test_only_the_section_proxy_of_common_config_counts() -> None:
    text = '[ssl]\n  http_proxy = "http://no"\n[proxy]\n#  https_proxy = "x"\n  https_proxy = "http://proxy:3128"\n'
    found = list(proxy_variables.of_common_configuration(text, "/c.toml"))
    assert found == [Variable("https_proxy", "http://proxy:3128", "/c.toml:5")]
    assert found[0].file == "/c.toml"


def test_upper_case_counts_before_lower_case_and_the_last_of_each_and_never_an_empty_one() -> None:
    lower, first, last = (
        Variable("https_proxy", "l", "1"), Variable("HTTPS_PROXY", "u1", "2"), Variable("HTTPS_PROXY", "u2", "3"),
    )  # fmt: skip
    assert proxy_variables.in_force((first, last, lower), "https_proxy") == last
    assert proxy_variables.in_force((Variable("HTTPS_PROXY", "", "0"), lower), "https_proxy") == lower
    assert proxy_variables.in_force((first, Variable("HTTPS_PROXY", "", "9")), "https_proxy") is None
    assert proxy_variables.in_force((), "https_proxy") is None


def test_two_spellings_differ_only_if_both_say_something() -> None:
    upper, same = Variable("NO_PROXY", "a", "1"), Variable("no_proxy", "a", "2")
    assert proxy_variables.differing((upper, same)) is None
    assert proxy_variables.differing((upper, Variable("no_proxy", "", "2"))) is None
    other = Variable("no_proxy", "b", "2")
    assert proxy_variables.differing((upper, same, other)) == (upper, other)
