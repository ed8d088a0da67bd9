"""Small landscapes, drawn, and told in four ways: Terraform, a plan, CloudFormation, a dump of the accounts.

Accounts stand for themselves as letters, `{A}` and `{B}` for the own ones, so that renaming them is one mapping.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import strategies as st

from scanning import Scan, cloudformation, in_full, json_files, plan, terraform, write

Json = dict[str, Any]
Names = Mapping[str, str]
OWN, OUTSIDE = ("A", "B"), ("V", "W")
ACCOUNTS = {"A": "987654321098", "B": "876543210987", "V": "123456789012", "W": "210987654321"}
IDS = ("7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3")
ROLES, POLICIES = ("r0", "r1", "r2"), ("p0", "p1")
ADMINISTRATOR, AUDIT = "AdministratorAccess", "SecurityAudit"


class Entry(NamedTuple):
    """A statement of a trust policy, of AWS principals or a service.  `ids`: that it asks for, or all `but` those."""

    who: str
    ids: tuple[str, ...] = ()
    deny: bool = False
    but: bool = False


class Grant(NamedTuple):
    """A statement of an identity policy.  `tied`: to a condition."""

    action: str
    resource: str = "*"
    deny: bool = False
    tied: bool = False


class Role(NamedTuple):
    """`account`: a letter.  `attached`, `boundary`: names of policies, of the account or of AWS."""

    account: str
    trust: tuple[Entry, ...]
    inline: tuple[Grant, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str = ""


class Landscape(NamedTuple):
    """`roles`: called as `ROLES` are.  `policies`: as `POLICIES`; every account has all of them."""

    roles: tuple[Role, ...]
    policies: tuple[tuple[Grant, ...], ...]

    @property
    def named(self) -> dict[str, Role]:
        return dict(zip(ROLES, self.roles, strict=False))

    def of(self, account: str) -> dict[str, Role]:
        return {name: role for name, role in self.named.items() if role.account == account}


# --- drawing them ------------------------------------------------------------------------------------------------

OUTSIDERS = tuple(f"arn:aws:iam::{{{account}}}:{who}" for account in OUTSIDE for who in ("root", "role/reader"))
EVERYTHING, A_METHOD, HARMLESS = Grant("*"), Grant("iam:CreatePolicyVersion"), Grant("s3:GetObject")
SERVICE, STARTS = "ec2.amazonaws.com", Grant("ec2:*")
asked = st.sampled_from((IDS[:1], IDS[:1], IDS[1:], IDS, ()))
from_outside = st.builds(Entry, st.sampled_from(OUTSIDERS), asked, st.just(False), st.just(False))
boundaries = st.sampled_from(("", "", "", "p0", "p1", ADMINISTRATOR))
attached = st.lists(st.sampled_from((*POLICIES, *POLICIES, ADMINISTRATOR, AUDIT)), max_size=2, unique=True)


def landscapes(*accounts: str) -> st.SearchStrategy[Landscape]:
    """Landscapes of roles in `accounts`."""
    documents = some(grants(*accounts), 1, 2)
    trusts = st.builds(
        lambda *parts: sum(parts, ()) or (Entry(OUTSIDERS[0], IDS[:1]),),
        st.one_of(some(from_outside, 1, 2), st.just(())),
        some(st.sampled_from(inside(*accounts)).map(Entry), 0, 2),
        some(entry_denials(*accounts), 0, 1),
    )
    inline = st.one_of(st.just(()), documents, documents)
    roles = st.builds(Role, st.sampled_from(accounts), trusts, inline, attached.map(tuple), boundaries)
    return st.builds(Landscape, some(roles, 2, 3), some(documents, 2, 2))


def some(each: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(each, min_size=least, max_size=most).map(tuple)


def places(*accounts: str) -> tuple[str, ...]:
    return tuple(f"arn:aws:iam::{{{account}}}:role/{name}" for account in accounts for name in ROLES)


def inside(*accounts: str) -> tuple[str, ...]:
    roots = tuple(f"arn:aws:iam::{{{account}}}:root" for account in accounts)
    return (*roots * len(ROLES), *places(*accounts), SERVICE, SERVICE)


def grants(*accounts: str) -> st.SearchStrategy[Grant]:
    """Mostly of what makes a difference: steps to other roles, and what makes an administrator."""
    step = st.sampled_from([Grant(each, to) for each in ("sts:AssumeRole", "sts:*") for to in targets(*accounts)])
    passing = st.sampled_from([Grant("iam:PassRole", to) for to in places(*accounts)] + [STARTS] * len(ROLES))
    plain = st.one_of(step, passing, st.sampled_from((EVERYTHING, EVERYTHING, A_METHOD, HARMLESS)))
    tied = plain.map(lambda each: each._replace(tied=True))
    return st.one_of(plain, plain, plain, plain, tied, denials(*accounts))


def denials(*accounts: str) -> st.SearchStrategy[Grant]:
    actions = st.sampled_from(("sts:AssumeRole", "*", "iam:*", "iam:PassRole", "s3:GetObject"))
    return st.builds(Grant, actions, st.sampled_from(targets(*accounts)), st.just(True), st.booleans())


def targets(*accounts: str) -> tuple[str, ...]:
    return (*places(*accounts), "*", *(f"arn:aws:iam::{{{account}}}:role/*" for account in accounts))


def entry_denials(*accounts: str) -> st.SearchStrategy[Entry]:
    who = st.sampled_from((*OUTSIDERS, *inside(*accounts), "*"))
    return st.builds(Entry, who, st.sampled_from((IDS[:1], IDS[1:], ())), st.just(True), st.booleans())


# --- as policies -------------------------------------------------------------------------------------------------


def policy(statements: Sequence[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(role: Role, names: Names) -> Json:
    return policy([entry(each, names) for each in role.trust])


def entry(of: Entry, names: Names) -> Json:
    operator = "StringNotEquals" if of.but else "StringEquals"
    asked = {"Condition": {operator: {"sts:ExternalId": list(of.ids)}}} if of.ids else {}
    effect = "Deny" if of.deny else "Allow"
    principal = {"Service" if of.who == SERVICE else "AWS": of.who.format_map(names)}
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole", **asked}


def document(grants: Sequence[Grant], names: Names) -> Json:
    tied = {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
    return policy(
        [
            {
                "Effect": "Deny" if each.deny else "Allow",
                "Action": each.action,
                "Resource": each.resource.format_map(names),
                **(tied if each.tied else {}),
            }
            for each in grants
        ]
    )


def of_aws(name: str) -> str:
    return "" if name in POLICIES else f"arn:aws:iam::aws:policy/{name}"


# --- as files ----------------------------------------------------------------------------------------------------

Told = Callable[[Landscape, Names, Random], dict[str, str]]  # the order of files and what is in them is drawn


def in_terraform(landscape: Landscape, names: Names, order: Random) -> dict[str, str]:
    """A directory for each account, with a few files."""
    files: dict[str, list[str]] = {}
    for account in OWN:
        known = f'provider "aws" {{\n  allowed_account_ids = ["{names[account]}"]\n}}\n'
        blocks = [known, *map(terraform_policy, POLICIES, landscape.policies, [names] * len(POLICIES))]
        for name, role in landscape.of(account).items():
            blocks += terraform_role(name, role, names)
        for each in shuffled(blocks, order):
            files.setdefault(f"{account}/{order.choice('xyz')}.tf", []).append(each)
    return {name: "\n".join(files[name]) for name in shuffled(files, order)}


def terraform_policy(name: str, grants: Sequence[Grant], names: Names) -> str:
    return f'resource "aws_iam_policy" "{name}" {{\n  policy = {encoded(document(grants, names))}\n}}\n'


def terraform_role(name: str, role: Role, names: Names) -> list[str]:
    bounded = f"\n  permissions_boundary = {terraform_arn(role.boundary)}" if role.boundary else ""
    written = f'  name = "{name}"{bounded}\n  assume_role_policy = {encoded(trust(role, names))}\n'
    blocks = [f'resource "aws_iam_role" "{name}" {{\n{written}}}\n']
    if role.inline:
        held = f"  role   = aws_iam_role.{name}.id\n  policy = {encoded(document(role.inline, names))}\n"
        blocks.append(f'resource "aws_iam_role_policy" "{name}" {{\n{held}}}\n')
    for number, each in enumerate(role.attached):
        held = f"  role       = aws_iam_role.{name}.name\n  policy_arn = {terraform_arn(each)}\n"
        blocks.append(f'resource "aws_iam_role_policy_attachment" "{name}_{number}" {{\n{held}}}\n')
    return blocks


def terraform_arn(policy_name: str) -> str:
    return f'"{of_aws(policy_name)}"' if of_aws(policy_name) else f"aws_iam_policy.{policy_name}.arn"


def encoded(value: Json) -> str:
    return f"jsonencode({json.dumps(value, indent=2)})".replace('": ', '" = ')


def in_plans(landscape: Landscape, names: Names, order: Random) -> dict[str, str]:
    """A plan for each account: what it will make is not known by ARN, and found by what the configuration refers to."""
    found: dict[str, str] = {}
    for account in shuffled(OWN, order):
        made = [planned("aws_iam_policy", name, {"policy": json.dumps(document(each, names))}, {})
                for name, each in zip(POLICIES, landscape.policies, strict=True)]  # fmt: skip
        for name, role in landscape.of(account).items():
            made += planned_role(name, role, names)
        made = shuffled(made, order)
        create = {"actions": ["create"], "before": None}
        changes = [
            {**place, "change": {**create, "after": values, "after_unknown": unknown}}
            for place, values, unknown, _ in made
        ]
        written = [{**place, "provider_config_key": "aws", "expressions": each} for place, *_, each in made]
        provider = {"name": "aws", "expressions": {"allowed_account_ids": {"constant_value": [names[account]]}}}
        found[f"{account}/tfplan.json"] = json.dumps({
            "format_version": "1.2", "terraform_version": "1.9.8",
            "planned_values": {"root_module": {"resources": [{**each, "values": values} for each, values, *_ in made]}},
            "resource_changes": changes,
            "configuration": {"provider_config": {"aws": provider}, "root_module": {"resources": written}},
        }, indent=1)  # fmt: skip
    return found


Planned = tuple[Json, Json, Json, Json]  # the place, its values, those that are not known, and what they refer to


def planned(kind: str, name: str, values: Json, references: Mapping[str, str]) -> Planned:
    place = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
    unknown = {"arn": True, **dict.fromkeys(references, True)}
    written = {key: {"references": [to, to.rpartition(".")[0]]} for key, to in references.items()}
    return place, values, unknown, written


def planned_role(name: str, role: Role, names: Names) -> list[Planned]:
    bounded = planned_arn("permissions_boundary", role.boundary) if role.boundary else ({}, {})
    values = {"name": name, "assume_role_policy": json.dumps(trust(role, names)), **bounded[0]}
    found = [planned("aws_iam_role", name, values, bounded[1])]
    if role.inline:
        held = {"policy": json.dumps(document(role.inline, names))}
        found.append(planned("aws_iam_role_policy", name, held, {"role": f"aws_iam_role.{name}.id"}))
    for number, each in enumerate(role.attached):
        known, refers = planned_arn("policy_arn", each)
        kind, label = "aws_iam_role_policy_attachment", f"{name}_{number}"
        found.append(planned(kind, label, {"role": name, **known}, refers))
    return found


def planned_arn(argument: str, policy_name: str) -> tuple[Json, dict[str, str]]:
    arn = of_aws(policy_name)
    return ({argument: arn}, {}) if arn else ({}, {argument: f"aws_iam_policy.{policy_name}.arn"})


def in_template(landscape: Landscape, names: Names, order: Random) -> dict[str, str]:
    """One template of one account, as the settings say: a template does not, and one scan has one settings file."""
    (account,) = {role.account for role in landscape.roles}
    made: Json = {
        name: {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(each, names)}}
        for name, each in zip(POLICIES, landscape.policies, strict=True)
    }
    for name, role in landscape.named.items():
        made[name] = {"Type": "AWS::IAM::Role", "Properties": template_role(name, role, names)}
    resources = {name: made[name] for name in shuffled(made, order)}
    settings = f'own_accounts: ["{names[account]}"]\n'
    return {"t.json": json.dumps({"Resources": resources}, indent=1), ".roletrust.yaml": settings}


def template_role(name: str, role: Role, names: Names) -> Json:
    found: Json = {"RoleName": name, "AssumeRolePolicyDocument": trust(role, names)}
    if role.inline:
        found["Policies"] = [{"PolicyName": name, "PolicyDocument": document(role.inline, names)}]
    if role.attached:
        found["ManagedPolicyArns"] = [of_aws(each) or {"Ref": each} for each in role.attached]
    if role.boundary:
        found["PermissionsBoundary"] = of_aws(role.boundary) or {"Ref": role.boundary}
    return found


def in_dumps(landscape: Landscape, names: Names, order: Random) -> dict[str, str]:
    """What `aws iam get-account-authorization-details` prints of each account, in one file: a file is a scan."""
    found = [
        {
            "RoleDetailList": [
                dumped(name, role, names) for name, role in shuffled(landscape.of(account).items(), order)
            ],
            "Policies": [
                {
                    "PolicyName": name,
                    "Arn": f"arn:aws:iam::{names[account]}:policy/{name}",
                    "PolicyVersionList": [
                        {"Document": document(each, names), "VersionId": "v1", "IsDefaultVersion": True}
                    ],
                }
                for name, each in shuffled(zip(POLICIES, landscape.policies, strict=True), order)
            ],
        }
        for account in shuffled(OWN, order)
    ]
    return {"dump.json": json.dumps(found, indent=2) + "\n"}


def dumped(name: str, role: Role, names: Names) -> Json:
    account = names[role.account]

    def arn(policy_name: str) -> str:
        return of_aws(policy_name) or f"arn:aws:iam::{account}:policy/{policy_name}"

    bounded = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn(role.boundary)}
    inline = [{"PolicyName": name, "PolicyDocument": document(role.inline, names)}] if role.inline else []
    return {
        "RoleName": name,
        "Arn": f"arn:aws:iam::{account}:role/{name}",
        "AssumeRolePolicyDocument": trust(role, names),
        "RolePolicyList": inline,
        "AttachedManagedPolicies": [{"PolicyName": each, "PolicyArn": arn(each)} for each in role.attached],
        **({"PermissionsBoundary": bounded} if role.boundary else {}),
    }


def shuffled(values: Any, order: Random) -> list[Any]:
    found = list(values)
    order.shuffle(found)
    return found


# --- as they are reported ----------------------------------------------------------------------------------------

FORMS: dict[str, tuple[Told, Callable[[Path], Scan]]] = {
    "terraform": (in_terraform, terraform),
    "plan": (in_plans, plan),
    "cloudformation": (in_template, cloudformation),
    "dump": (in_dumps, json_files),
}
Story = dict[tuple[str, str], str]  # by rule and role: `fails` or `passes`; nothing where it is not decided


class Heard(NamedTuple):
    """What a scan reports.  `words`: of each finding; `named`: the other roles of the scan that it names.

    Of several ways that are equally short, the first in reading order is told: rule 14 has but the number of its steps.
    """

    story: Story
    words: dict[tuple[str, str], str]
    named: dict[tuple[str, str], frozenset[str] | int]

    def failing(self, rule: str) -> set[str]:
        return {role for (each, role), said in self.story.items() if (each, said) == (rule, "fails")}

    def steps(self, role: str) -> int:
        """From role to role, of the way that rule 14 tells; 0 where it tells none."""
        found = self.named.get(("14", role), 0)
        assert isinstance(found, int)
        return found

    def of(self, rule: str) -> Story:
        return {key: said for key, said in self.story.items() if key[0] == rule}


def heard(
    form: str, landscape: Landscape, names: Names = ACCOUNTS, order: Random | None = None, settings: str = ""
) -> Heard:
    """What is reported of `landscape` in one of `FORMS`; `settings`: more of them."""
    told, scanned = FORMS[form]
    with TemporaryDirectory() as folder:
        more = {".roletrust.yaml": settings} if settings else {}
        found = scanned(write(Path(folder).resolve(), {**told(landscape, names, order or Random(0)), **more}))
    heard = Heard({}, {}, {})
    for said, records in ("fails", found.report.failed_checks), ("passes", found.report.passed_checks):
        for record in records:
            key = record.check_id.removeprefix("CKV_TRUST_"), short(record.resource)
            heard.story[key] = said
            if said == "fails":
                result: Any = record.check_result
                heard.words[key] = in_full(record).replace(folder, "")
                named = [short(each["role"]) for each in result.get("roles", ())]
                heard.named[key] = len(named) if key[0] == "14" else frozenset(named)
    return heard


def short(resource: str) -> str:
    """`r0`, of `aws_iam_role.r0`, `AWS::IAM::Role.r0`, `arn:aws:iam::1:role/r0.CKV_TRUST_13`."""
    return next(name for name in ROLES if f".{name}" in resource or f"/{name}" in resource)
