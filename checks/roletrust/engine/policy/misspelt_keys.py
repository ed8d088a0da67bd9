"""Condition keys that AWS does not have, and the real key that was meant.

The real ones: IAM User Guide, "AWS global condition context keys", and Service Authorization Reference, "Actions,
resources, and condition keys for AWS Security Token Service".  AWS adds keys now and then, so a key is only called
misspelt where it is close to a real one.
"""

from __future__ import annotations

from functools import lru_cache

STS_KEYS = (
    "ExternalId RoleSessionName SourceIdentity TransitiveTagKeys AWSServiceName DurationSeconds TaskPolicyArn "
    "RequestContext/ RequestContextProviders"
)
GLOBAL_KEYS = (
    "AssumedRoot CalledVia CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime Ec2InstanceSourcePrivateIPv4 "
    "Ec2InstanceSourceVpc EpochTime FederatedProvider MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount "
    "PrincipalArn PrincipalIsAWSService PrincipalOrgID PrincipalOrgPaths PrincipalServiceName "
    "PrincipalServiceNamesList PrincipalTag/ PrincipalType Referer RequestedRegion RequestTag/ ResourceAccount "
    "ResourceOrgID ResourceOrgPaths ResourceTag/ SecureTransport SourceAccount SourceArn SourceIdentity SourceIp "
    "SourceOrgID SourceOrgPaths SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent UserId Username "
    "ViaAWSService VpceAccount VpceOrgID VpceOrgPaths VpcSourceIp"
)
CLAIMS = ("sub", "aud", "amr", "oaud", "azp")  # of a token, as the last part of a key of its issuer
FAR = 3  # changes, from which on one name is no misspelling of another
SHORT = 7  # characters, under which one change is enough to make another name


def _names(prefix: str, names: str) -> dict[str, str]:
    return {name.rstrip("/").lower(): f"{prefix}:{name}" for name in names.split()}


REAL = {"sts": _names("sts", STS_KEYS), "aws": _names("aws", GLOBAL_KEYS)}


@lru_cache(maxsize=1024)
def meant(key: str) -> str:
    """The real key that `key` (in any case) is a misspelling of; '' where it is real, or like none."""
    written = key.lower()
    prefix, colon, name = written.partition(":")
    if not colon:
        return _without_colon(written, key)
    if prefix not in REAL:
        return ""
    name, slash, tag = name.partition("/")
    if name in REAL[prefix] and REAL[prefix][name].endswith("/") <= bool(slash and tag):
        return ""
    found = _nearest(name, (REAL[prefix], *(REAL[each] for each in REAL if each != prefix)))
    return f"{found}{key.partition('/')[2]}" if found.endswith("/") else found


def _without_colon(written: str, key: str) -> str:
    """Of a key without prefix: `ExternalId`, `token.actions.githubusercontent.com.sub`."""
    host, dot, claim = written.rpartition(".")
    if dot and claim in CLAIMS:
        return f"{key[: len(host)]}:{claim}"
    for separator in ("aws", "sts"):
        written = written.removeprefix(f"{separator}.").removeprefix(f"{separator}-").removeprefix(f"{separator}_")
    return _nearest(written.partition("/")[0], tuple(REAL.values()))


def _nearest(name: str, tables: tuple[dict[str, str], ...]) -> str:
    plain = "".join(letter for letter in name if letter.isalnum())
    for table in tables:
        if plain in table:
            return table[plain]
    best, found = 1 if len(plain) < SHORT else FAR - 1, ""
    for table in tables:
        for real, shown in table.items():
            if abs(len(real) - len(plain)) <= best and (distance := changes(plain, real)) <= best:
                best, found = distance - 1, shown
    return found


def changes(one: str, other: str) -> int:
    """How many letters to insert, delete, replace or swap with a neighbour lead from one word to the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
