"""Words of which people make up external ids: what an attacker who knows the customer tries first.

Out of vendors' onboarding pages, and of ids in public repositories.  INVARIANT: a word has three letters at least but
for a few of two, so that no random id is made of words alone.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from roletrust.rules.tables import vendors

TRIED_FIRST = """
id ids my our us eu uk ci qa it hr in iam sts aws arn api app env sso vpc ext ref key org orgs cli dev devs prd prod
production test tests testing tester tst stg stage staging uat int integ integration integrations preprod nonprod
sandbox demo poc pilot lab labs live main master primary secondary global region east west north south central one two
three first new old the and for with from your yours mine their some any all external externalid outside internal
identifier identity unique uid uuid guid number value string text name names secret secrets shared private public
token tokens pass passwd password passphrase pwd pin code auth access assume assumed role roles account accounts cross
trust trusted policy user users admin administrator root owner client clients customer customers tenant tenants
company corp corporation inc ltd llc gmbh enterprise business partner partners vendor vendors third party thirdparty
provider service services server cloud clouds platform product project projects program team teams group groups
department finance billing cost costs usage report reports reporting audit audits auditor auditing security secure
compliance monitor monitors monitoring observability metrics logs log logging logger trace alert alerts backup backups
restore scan scanner scanning discovery inventory analytics analysis data database storage bucket lake warehouse read
reader readonly only write writer full viewer view support manager management agent agents collector connector connect
connection exporter importer import export sync deploy deployment deployer pipeline build builder runner jenkins
github gitlab terraform cloudformation lambda config example examples sample dummy placeholder change changeme
changethis replace replaceme replacethis insert here fill todo fixme default temp temporary tmp null none undefined
hello world foo bar baz qux acme initech contoso globex hooli umbrella welcome letmein dragon monkey football baseball
sunshine princess iloveyou qwerty admin123 abc deadbeef cafebabe badcafe feedface facade please thanks snowflake wiz
looker tableau powerbi elastic elasticsearch opensearch pagerduty opsgenie cloudhealth airbyte fivetran segment stripe
twilio okta zendesk jira slack zoom notion airtable retool metabase redash dbt dagster prefect airflow kafka confluent
kinesis redshift athena glue emr databricks sagemaker bedrock mongo mongodb atlas redis postgres mysql oracle sap
vantage cloudability apptio flexera kubecost kubernetes openvpn vpn top best is netsuite hubspot marketo braze
amplitude mixpanel posthog sentry honeycomb grafana loki prometheus thanos chronosphere
harness spinnaker argo argocd flux crossplane pulumi spacelift scalr env0 atlantis january february march april may
june july august september october november december monday tuesday wednesday thursday friday saturday sunday spring
summer autumn winter
"""
# Whole ids, letters and digits alone, that stand in specifications, in AWS's and vendors' pages, and in the manuals of
# what makes and describes ids (OpenAPI's editor, Python's uuid, npm's uuid, Microsoft's GUID, Wikipedia's).
PRINTED = """
123e4567e89b12d3a456426614174000 123e4567e89b12d3a456426655440000 550e8400e29b41d4a716446655440000
f81d4fae7dec11d0a76500a0c91e6bf6 6ba7b8109dad11d180b400c04fd430c8 6ba7b8119dad11d180b400c04fd430c8
6ba7b8129dad11d180b400c04fd430c8 6ba7b8149dad11d180b400c04fd430c8 ffffffffffffffffffffffffffffffff
12345678123412341234123456789012 12345678123412341234123456789abc 11111111222233334444555555555555 a1b2c3d4e5f6
a1b2c3d4e5f67890 a1b2c3d4e5f67890abcd a1b2c3d4567890abcdefexample11111 a1b2c3d4567890abcdefexample22222
a1b2c3d4567890abcdefexample33333 a1b2c3d4567890abcdef11111example a1b2c3d4567890abcdef22222example
00112233445566778899aabbccddeeff example987 3fa85f6457174562b3fc2c963f66afa6 9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d
109156bec4fb41eab1b4efe1671c5836 16fd27068baf433b82eb8c7fada847da 886313e13b8a53729b900c9aee199e5d
6f9619ff8b86d011b42d00c04fc964ff 936da01f9abd4d9d80c702af85c822a8 3f2504e04f8911d39a0c0305e82c3301
"""
SHORTEST = 4  # letters of a dictionary's word, as tests/tables/dictionary.py takes them
WORDS, PUBLISHED = frozenset(TRIED_FIRST.split()), frozenset(PRINTED.split())


@cache
def known() -> frozenset[str]:
    """WORDS, and the words of vendors' names."""
    names = (name.lower() for name in set(vendors.names().values()))
    parts = {part for name in names for part in "".join(c if c.isalnum() else " " for c in name).split()}
    whole = {
        "".join(c for c in name if c.isalnum()) for name in (each.lower() for each in set(vendors.names().values()))
    }
    return WORDS | {each for each in parts | whole if len(each) > 3 and not each.isdigit()}


@cache
def beginnings() -> frozenset[str]:
    """The first SHORTEST letters of each of `known` that has so many."""
    return frozenset([each[:SHORTEST] for each in known() if len(each) >= SHORTEST])


def begins_in_a_dictionary(start: str) -> bool:
    """Whether a word that `in_a_dictionary` knows begins with `start`, SHORTEST letters."""
    return start.isalpha() and _not_before(start).startswith(start)


def in_a_dictionary(part: str) -> bool:
    """Whether it is one of some eleven thousand words that are tried after those of `known`: letters, four at least."""
    return len(part) >= SHORTEST and part.isalpha() and _not_before(part) == part


def _not_before(part: str) -> str:
    """The first word of the dictionary that does not come before `part`; '' where all do."""
    words = _dictionary()
    at = bisect_left(words, part)
    return words[at] if at < len(words) else ""


@cache
def _dictionary() -> list[str]:
    """INVARIANT: in order, as both tables are written."""
    from roletrust.rules.tables import dictionary_a_k, dictionary_l_z  # noqa: PLC0415  # large tables

    return [*dictionary_a_k.TABLE.split(), *dictionary_l_z.TABLE.split()]
