"""`.roletrust.yaml`: where it is looked for, what it may say, and how loudly it is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from roletrust.engine.policy.accounts import is_called
from roletrust.reading import configuration
from roletrust.reading.configuration import Configuration, RuleSetting, load
from roletrust.reading.configuration_file import read
from roletrust.rules.catalog import EVERY

NAMES = {"CKV_TRUST_1": "external-account-without-external-id", "CKV_TRUST_2": "account-unpinned"}


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in its own empty directory, with no variable set and nothing remembered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ROLETRUST_CONFIG", raising=False)


def written(text: str, path: str = ".roletrust.yaml") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def understood(text: str) -> Configuration:
    return read(written(text), NAMES)


def refused(text: str) -> str:
    written(text)
    found = load(".")
    assert found == Configuration(error=found.error), "with an error, nothing else is to be trusted"
    assert found.error
    return found.error


# --- what it may say ---------------------------------------------------------------------------------------------


def test_every_setting() -> None:
    found = understood(
        """
        own_accounts: ["111122223333", "222233334444"]
        own_organizations: [o-a1b2c3d4e5]
        trusted_accounts:
          - id: "464622532012"
            name: Datadog
        rules:
          CKV_TRUST_1: {severity: CRITICAL}
          account-unpinned: off
        """
    )
    assert found == Configuration(
        own_accounts=frozenset({"111122223333", "222233334444"}),
        own_organizations=frozenset({"o-a1b2c3d4e5"}),
        trusted_accounts={"464622532012": "Datadog"},
        rules={"CKV_TRUST_1": RuleSetting(severity="CRITICAL"), "CKV_TRUST_2": RuleSetting(off=True)},
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "own_accounts:\nrules:\ntrusted_accounts:\n"])
def test_a_file_that_says_nothing(text: str) -> None:
    assert understood(text) == Configuration()


def test_trusted_accounts_as_a_mapping() -> None:
    found = understood('trusted_accounts: {"464622532012": Datadog, "012345678901": Auditor}')
    assert found.trusted_accounts == {"464622532012": "Datadog", "012345678901": "Auditor"}


def test_a_leading_zero_survives_without_quotes() -> None:
    assert understood("own_accounts: [012345670123]").own_accounts == {"012345670123"}


@pytest.mark.parametrize("off", ["off", "no", "false"])
def test_a_rule_is_switched_off_by_one_word(off: str) -> None:
    assert understood(f"rules:\n  account-unpinned: {off}").rules == {"CKV_TRUST_2": RuleSetting(off=True)}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("{off: true}", RuleSetting(off=True)),
        ("{off: no}", RuleSetting()),
        ("{off: on, severity: LOW}", RuleSetting(off=True, severity="LOW")),
        ("{severity: INFO}", RuleSetting(severity="INFO")),
        ("", RuleSetting()),
    ],
)
def test_a_rule_setting(setting: str, expected: RuleSetting) -> None:
    assert understood(f"rules:\n  CKV_TRUST_2: {setting}").rules == {"CKV_TRUST_2": expected}


def test_every_rule_can_be_set_by_its_id_and_by_its_name() -> None:
    for key in [key for rule in EVERY for key in (rule.id, rule.name)]:
        written(f"rules: {{{key}: {{severity: LOW}}}}")
        assert list(load(".").rules.values()) == [RuleSetting(severity="LOW")], key


def test_an_alias_is_what_it_stands_for() -> None:
    found = understood('own_accounts: &mine ["111122223333"]\ntrusted_accounts:\nown_organizations: []\n')
    assert found.own_accounts == {"111122223333"}


# --- what it refuses, and how ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("own_acounts: []", 1, "unknown key `own_acounts`, did you mean `own_accounts`?"),
        (
            "\nzebra: 1",
            2,
            "unknown key `zebra`, expected one of `own_accounts`, `own_organizations`, ",
        ),
        ("rules: {CKV_TRUST_222: off}", 1, "unknown rule `CKV_TRUST_222`, did you mean `CKV_TRUST_2`?"),
        ("rules:\n  acount-unpined: off", 2, "unknown rule `acount-unpined`, did you mean `account-unpinned`?"),
        ("rules: {CKV_TRUST_2: {sevrity: LOW}}", 1, "unknown key `sevrity`, did you mean `severity`?"),
        ("rules: {CKV_TRUST_2: {severity: high}}", 1, "unknown severity `high`, did you mean `HIGH`?"),
        ("rules: {CKV_TRUST_2: HIGH}", 1, "unknown setting `HIGH`, expected one of `false`, `no`, `off`"),
        ("data_exposure: maybe", 1, "unknown switch `maybe`, expected one of `true`, "),
        ("rules: {CKV_TRUST_2: {off: maybe}}", 1, "unknown switch `maybe`, expected one of `true`, "),
        (
            "rules: {CKV_TRUST_2: off, account-unpinned: off}",
            1,
            "`account-unpinned` is set twice, by its id and",
        ),
        ("rules: [CKV_TRUST_2]", 1, "rules and their settings are expected here, as `key: value`"),
        ("own_accounts: []\nown_accounts: []", 2, "`own_accounts` stands here twice"),
        ("own_accounts: '111122223333'", 1, "a list of account ids is expected here"),
        ("own_accounts:\n- [x]", 2, "an account id is expected here"),
        ("own_accounts:\n-", 2, "an account id is expected here"),
        (
            "own_accounts:\n- 12345678901",
            2,
            "`12345678901` is no account id: 12 digits, in quotes so that no",
        ),
        ("own_accounts: ['111122223333:root']", 1, "`111122223333:root` is no account id"),
        ("own_accounts: ['\u0661\u0661\u0661122223333']", 1, "`\u0661\u0661\u0661122223333` is no account id"),
        ("own_organizations: [ou-abcd-12345678]", 1, "`ou-abcd-12345678` is no organization id, which looks like"),
        ("trusted_accounts:\n- id: '464622532012'", 2, "the name of the account's owner is expected here"),
        ("trusted_accounts:\n- name: Datadog", 2, "an account id is expected here"),
        ("trusted_accounts: ['464622532012']", 1, "`id` and `name` of an account are expected here"),
        ("trusted_accounts: {'464622532012': }", 1, "the name of the account's owner is expected here"),
        ("trusted_accounts:\n- &a {id: '464622532012', name: A}\n- *a", 2, "account `464622532012` is listed twice"),
        (
            "own_accounts: ['464622532012']\ntrusted_accounts: {'464622532012': A}",
            2,
            "account `464622532012` is listed",
        ),
        ("- own_accounts", 1, "settings are expected here, as `key: value`"),
        ("just words", 1, "settings are expected here"),
        ("{}: 1", 1, "a key is expected here"),
        ("own_accounts: [\n", 2, "expected the node content"),
        ("own_accounts: []\n---\nrules: {}\n", 2, "but found another document"),
        ("own_accounts: *mine", 1, "found undefined alias 'mine'"),
    ],
)
def test_the_place_and_the_nearest_valid_key(text: str, line: int, message: str) -> None:
    assert refused(text).startswith(f".roletrust.yaml:{line}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [("own_accounts: \0", "unacceptable character #x0000"), ("[" * 20_000, "nested too deeply")],
)
def test_what_has_no_line(text: str, message: str) -> None:
    assert refused(text).startswith(f".roletrust.yaml: {message}")


def test_a_file_that_is_no_text() -> None:
    Path(".roletrust.yaml").write_bytes(b"own_accounts: \xff\xfe\xfa")
    assert load(".").error.startswith(".roletrust.yaml: ")


def test_an_error_is_one_line() -> None:
    assert "\n" not in refused("own_accounts: \0")
    assert "\n" not in refused("a: b: c")


# --- where it is looked for --------------------------------------------------------------------------------------


def test_no_file_is_needed(tmp_path: Path) -> None:
    assert load(str(tmp_path)) == Configuration()


def test_the_nearest_file_upward_is_taken() -> None:
    written("own_accounts: ['111122223333']")
    written("own_accounts: ['222233334444']", "infra/.roletrust.yaml")
    os.makedirs("infra/prod/eu")
    assert load("infra/prod/eu").own_accounts == {"222233334444"}
    assert load(".").own_accounts == {"111122223333"}


def test_a_scan_of_one_file_starts_from_its_directory() -> None:
    written("own_accounts: ['111122223333']", "infra/.roletrust.yaml")
    assert load(written("", "infra/main.tf")).own_accounts == {"111122223333"}


def test_the_variable_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    written("own_accounts: ['111122223333']")
    monkeypatch.setenv("ROLETRUST_CONFIG", written("own_accounts: ['222233334444']", "elsewhere/settings.yaml"))
    assert load(".").own_accounts == {"222233334444"}


def test_an_empty_variable_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written("own_accounts: ['111122223333']")
    monkeypatch.setenv("ROLETRUST_CONFIG", "")
    assert load(".").own_accounts == {"111122223333"}


def test_a_named_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLETRUST_CONFIG", "missing.yaml")
    assert load(".").error.startswith("`missing.yaml`, named by ROLETRUST_CONFIG, cannot be read: ")


@pytest.mark.parametrize("name", [".roletrust.yml", ".roletrust.json"])
def test_a_name_that_is_nearly_right_is_an_error(name: str) -> None:
    written("own_accounts: []", name)
    assert load(".").error == f"{name}: settings are read from `.roletrust.yaml` only, rename the file"


def test_a_directory_or_a_dead_link_of_that_name_is_an_error() -> None:
    os.mkdir(".roletrust.yaml")
    os.makedirs("deep")
    os.symlink("nowhere", "deep/.roletrust.yaml")
    assert "a plain file only" in load(".").error
    assert "cannot be read" in load("deep").error


def test_a_root_that_is_not_there_has_the_settings_above_it() -> None:
    written("own_accounts: ['111122223333']")
    assert load("gone/entirely").own_accounts == {"111122223333"}


def test_a_file_is_read_again_where_it_has_changed_and_only_there() -> None:
    written("own_accounts: ['111122223333']")
    first = load(".")
    assert load(".") is first
    written("own_accounts: ['444455556666', '777788889999']")
    assert load(".").own_accounts == {"444455556666", "777788889999"}
    os.mkdir("deep")
    assert load("deep").own_accounts == load(".").own_accounts
    written("own_accounts: ['000000000001']", "deep/.roletrust.yaml")
    assert load("deep").own_accounts == {"000000000001"}


def test_a_pipe_or_a_link_that_leads_elsewhere_is_an_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "settings.yaml"
    other.write_text("own_accounts: ['111122223333']")
    for name in ("pipe", "link", "inner"):
        os.mkdir(name)
    os.mkfifo("pipe/.roletrust.yaml")
    os.symlink(other, "link/.roletrust.yaml")
    written("own_accounts: ['111122223333']", "inner/config/settings.yaml")
    os.symlink("config/settings.yaml", "inner/.roletrust.yaml")
    assert "a plain file only" in load("pipe").error
    assert "leads elsewhere" in load("link").error
    assert load("inner").own_accounts == {"111122223333"}


def test_a_file_of_another_user_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given away where that may be done, as root may; else taken for somebody else's."""
    written("own_accounts: ['111122223333']")
    os.mkdir("mine")
    try:
        os.chown(".roletrust.yaml", 4711, -1)
    except PermissionError:
        monkeypatch.setattr(configuration, "owner_of", lambda path: 4711 if path.endswith(".yaml") else os.geteuid())
    assert "belongs to another user (4711)" in load("mine").error
    monkeypatch.setenv("ROLETRUST_CONFIG", ".roletrust.yaml")
    assert load("mine").own_accounts == {"111122223333"}


def test_a_file_of_whoever_has_what_is_scanned_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    written("own_accounts: ['111122223333']")
    monkeypatch.setattr(configuration, "owner_of", lambda path: 4711)
    assert load(".").own_accounts == {"111122223333"}


# --- accounts that are not known by their ids --------------------------------------------------------------------


def test_open_values_are_listed_by_the_name_that_findings_give_them() -> None:
    found = understood(
        """
        own_accounts: ["111122223333", var.management, "{{resolve:ssm:/org/audit}}"]
        trusted_accounts: {AuditAccountId: Auditor, "464622532012": Datadog}
        """
    )
    assert found == Configuration(
        own_accounts=frozenset({"111122223333"}),
        own_names=("var.management", "{{resolve:ssm:/org/audit}}"),
        trusted_accounts={"464622532012": "Datadog"},
        trusted_names={"AuditAccountId": "Auditor"},
    )


@pytest.mark.parametrize("text", ["arn:aws:iam::111122223333:root", "1111-2222-3333", "*"])
def test_what_is_known_is_listed_by_its_id_alone(text: str) -> None:
    assert "is no account id: 12 digits" in refused(f"own_accounts: ['{text}']")


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("var.hub", "var.hub", True),
        ("var.hub_2", "var.hub", False),
        ("module.a.module.b[0].var.hub", "var.hub", True),
        ("module.a.var.hub", "module.a.var.hub", True),
        ("module.a.var.hub", "module.b.var.hub", False),
        ('local.ids["prod"]', "local.ids*", True),
        ('local.ids["prod"]', 'local.ids["*"]', True),
        ('local.ids["prod"].x', 'local.ids["*"]', False),
        ("abcab", "abc*cab", False),
        ("abxab", "ab*ab", True),
    ],
)
def test_a_star_stands_for_any_text_of_a_name_and_modules_may_be_left_out(
    name: str, pattern: str, expected: bool
) -> None:
    assert is_called(name, pattern) is expected
