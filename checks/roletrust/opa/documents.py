"""Rego: the roles in a plan, a state, a template or an object of Kubernetes, and whose accounts there are.

HashiCorp, "JSON Output Format"; CloudFormation User Guide, "AWS::IAM::Role".
"""

from __future__ import annotations

REGO = r"""
# --- settings ---------------------------------------------------------------------------------------------------

default given_in_data := {}

given_in_data := data.roletrust_settings

default given_in_input := {}

given_in_input := input.parameters

settings := object.union(defaults, object.union(given_in_input, given_in_data))

# --- documents --------------------------------------------------------------------------------------------------

# HCP Terraform and Spacelift hand over a plan inside of another object, Gatekeeper an object under review.
document := input.plan if is_object(input.plan)

else := input.terraform if is_object(input.terraform)

else := input.review.object if is_object(input.review.object)

else := input

attributes := {"aws_iam_role": "assume_role_policy", "awscc_iam_role": "assume_role_policy_document"}

account_in(arn) := split(arn, ":")[4] if {
	is_string(arn)
	regex.match(`^arn:[^:]*:(iam|sts)::[0-9]{12}:`, arn)
}

# The roles of a document: `name`, `tree` (text or an object; null where it is not known), `own` (accounts that are
# surely the role's own), `doubtful` (accounts that may be trusted), `intrinsic` (whether functions of CloudFormation
# may stand in the tree).
roles contains role if {
	some change in document.resource_changes
	object.get(change, "mode", "managed") == "managed"
	attribute := attributes[change.type]
	not change.deposed
	not gone(change)
	role := {
		"name": change.address,
		"tree": object.get(object.get(change.change, "after", {}), attribute, null),
		"own": accounts_of_plan(change),
		"doubtful": members,
		"intrinsic": false,
	}
}

roles contains role if {
	not document.resource_changes
	walk(document.values, [_, resource])
	resource.mode == "managed"
	attribute := attributes[resource.type]
	role := {
		"name": resource.address,
		"tree": object.get(resource.values, attribute, null),
		"own": {account | account := account_in(resource.values.arn)},
		"doubtful": set(),
		"intrinsic": false,
	}
}

roles contains role if {
	some name
	resource := document.Resources[name]
	resource.Type == "AWS::IAM::Role"
	role := of_template(name, object.get(object.get(resource, "Properties", {}), "AssumeRolePolicyDocument", null))
}

roles contains role if {
	some name
	resource := document.Resources[name]
	resource.Type == "AWS::Serverless::Function"
	role := of_template(name, resource.Properties.AssumeRolePolicyDocument)
}

roles contains role if { # the loop is unrolled by CloudFormation; here it is not
	some name
	document.Resources[name]
	startswith(name, "Fn::ForEach")
	contains(json.marshal(document.Resources[name]), "AWS::IAM::Role")
	role := of_template(name, null)
}

roles contains role if {
	document.kind == "Role"
	startswith(document.apiVersion, "iam.services.k8s.aws/")
	role := of_object(object.get(document.spec, "assumeRolePolicyDocument", null))
}

roles contains role if {
	document.kind == "Role"
	regex.match(`^iam\.aws\.(m\.)?(upbound|crossplane)\.io/`, document.apiVersion)
	given := object.get(document.spec, "forProvider", {})
	role := of_object(object.get(given, "assumeRolePolicy", object.get(given, "assumeRolePolicyDocument", null)))
}

of_template(name, tree) := {
	"name": name,
	"tree": tree,
	"own": set(),
	"doubtful": set(),
	"intrinsic": true,
}

of_object(tree) := {
	"name": concat("/", [object.get(document.metadata, "namespace", "default"), document.metadata.name]),
	"tree": tree,
	"own": set(),
	"doubtful": set(),
	"intrinsic": false,
}

gone(change) if change.change.actions in [["delete"], ["forget"]]

# --- accounts that a plan proves --------------------------------------------------------------------------------

# Which provider configuration each configured block has: `module.a.aws_iam_role.r` -> its key.
provider_of[block] := key if {
	walk(document.configuration.root_module, [path, resource])
	key := resource.provider_config_key
	calls := [call |
		some at in numbers.range(0, count(path) - 3)
		path[at] == "module_calls"
		path[at + 2] == "module"
		call := concat("", ["module.", path[at + 1], "."])
	]
	prefix := object.get({"data": "data."}, resource.mode, "")
	block := concat("", array.concat(calls, [prefix, resource.type, ".", resource.name]))
}

block_of(address) := regex.replace(address, `\[([0-9]+|"([^"\\]|\\.)*")\]`, "")

identities := {"aws_iam_role", "aws_iam_user", "awscc_iam_role", "awscc_iam_user"}

proved contains [key, account] if {
	some change in document.resource_changes
	change.type in identities
	key := provider_of[block_of(change.address)]
	account := account_in(change.change.before.arn)
}

proved contains [key, account] if {
	some key
	provider := document.configuration.provider_config[key]
	allowed := provider.expressions.allowed_account_ids.constant_value
	count(allowed) == 1
	account := allowed[0]
}

proved contains [key, account] if {
	some key
	some assumed in document.configuration.provider_config[key].expressions.assume_role
	account := account_in(assumed.role_arn.constant_value)
}

proved contains [key, account] if {
	walk(document.prior_state.values, [_, resource])
	resource.type == "aws_caller_identity"
	key := provider_of[block_of(resource.address)]
	account := resource.values.account_id
}

accounts_of_plan(change) := {account | account := account_in(change.change.before.arn)} | {account |
	some pair in proved
	pair[0] == provider_of[block_of(change.address)]
	account := pair[1]
}

# Whatever the plan knows of the organization names accounts that are not surely strangers'.
members contains account if {
	some change in document.resource_changes
	startswith(change.type, "aws_organizations_")
	walk(change.change.after, [_, account])
	is_account(account)
}

members contains account if {
	walk(document.prior_state.values, [_, resource])
	startswith(resource.type, "aws_organizations_")
	walk(resource.values, [_, account])
	is_account(account)
}

is_account(value) if {
	is_string(value)
	regex.match(`^([0-9]{12}|own)$`, value)
}
"""
