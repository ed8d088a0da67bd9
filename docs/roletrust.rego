# METADATA
# title: roletrust
# description: >-
#   Decides who can assume AWS IAM roles, from their trust policies: rules CKV_TRUST_1, 2, 3, 4 and 7 of roletrust,
#   by the semantics of IAM, over the whole policy.  What is not known, or cannot be decided exactly here, warns.
# related_resources:
#   - https://github.com/roletrust/roletrust/blob/main/docs/opa.md
# scope: package
package roletrust

import rego.v1

# Written by `roletrust opa`; do not edit below.  The settings come as data (`roletrust_settings`) or as parameters of
# the input; where neither can be given, write them here.
defaults := {"own_accounts": [], "trusted_accounts": [], "own_organizations": []}

operators := {
	"stringequals": {"family": "String", "negated": false, "wild": false, "fold": false, "order": "Equals"},
	"stringnotequals": {"family": "String", "negated": true, "wild": false, "fold": false, "order": "Equals"},
	"stringequalsignorecase": {"family": "String", "negated": false, "wild": false, "fold": true, "order": "EqualsIgnoreCase"},
	"stringnotequalsignorecase": {"family": "String", "negated": true, "wild": false, "fold": true, "order": "EqualsIgnoreCase"},
	"stringlike": {"family": "String", "negated": false, "wild": true, "fold": false, "order": "Like"},
	"stringnotlike": {"family": "String", "negated": true, "wild": true, "fold": false, "order": "Like"},
	"numericequals": {"family": "Numeric", "negated": false, "wild": false, "fold": false, "order": "Equals"},
	"numericnotequals": {"family": "Numeric", "negated": true, "wild": false, "fold": false, "order": "Equals"},
	"numericlessthan": {"family": "Numeric", "negated": false, "wild": false, "fold": false, "order": "LessThan"},
	"numericlessthanequals": {"family": "Numeric", "negated": false, "wild": false, "fold": false, "order": "LessThanEquals"},
	"numericgreaterthan": {"family": "Numeric", "negated": false, "wild": false, "fold": false, "order": "GreaterThan"},
	"numericgreaterthanequals": {"family": "Numeric", "negated": false, "wild": false, "fold": false, "order": "GreaterThanEquals"},
	"dateequals": {"family": "Date", "negated": false, "wild": false, "fold": false, "order": "Equals"},
	"datenotequals": {"family": "Date", "negated": true, "wild": false, "fold": false, "order": "Equals"},
	"datelessthan": {"family": "Date", "negated": false, "wild": false, "fold": false, "order": "LessThan"},
	"datelessthanequals": {"family": "Date", "negated": false, "wild": false, "fold": false, "order": "LessThanEquals"},
	"dategreaterthan": {"family": "Date", "negated": false, "wild": false, "fold": false, "order": "GreaterThan"},
	"dategreaterthanequals": {"family": "Date", "negated": false, "wild": false, "fold": false, "order": "GreaterThanEquals"},
	"bool": {"family": "Bool", "negated": false, "wild": false, "fold": false, "order": ""},
	"binaryequals": {"family": "Binary", "negated": false, "wild": false, "fold": false, "order": "Equals"},
	"ipaddress": {"family": "IpAddress", "negated": false, "wild": false, "fold": false, "order": ""},
	"notipaddress": {"family": "IpAddress", "negated": true, "wild": false, "fold": false, "order": "IpAddress"},
	"arnequals": {"family": "Arn", "negated": false, "wild": true, "fold": false, "order": "Equals"},
	"arnlike": {"family": "Arn", "negated": false, "wild": true, "fold": false, "order": "Like"},
	"arnnotequals": {"family": "Arn", "negated": true, "wild": true, "fold": false, "order": "Equals"},
	"arnnotlike": {"family": "Arn", "negated": true, "wild": true, "fold": false, "order": "Like"},
	"null": {"family": "Null", "negated": false, "wild": false, "fold": false, "order": ""},
}

key_table := {
	"sts:externalid": {"user": "sometimes", "session": "sometimes", "letters": `^[\+,\-\./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 2, "longest": 1224, "listed": false},
	"sts:rolesessionname": {"user": "always", "session": "always", "letters": `^[\+,\-\.0123456789=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 2, "longest": 64, "listed": false},
	"sts:sourceidentity": {"user": "sometimes", "session": "sometimes", "letters": `^[\+,\-\.0123456789=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 2, "longest": 64, "listed": false},
	"sts:transitivetagkeys": {"user": "sometimes", "session": "sometimes", "letters": `^[\ \+\-\./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 1, "longest": 128, "listed": true},
	"aws:tagkeys": {"user": "sometimes", "session": "sometimes", "letters": `^[\ \+\-\./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 1, "longest": 128, "listed": true},
	"aws:principalarn": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principalaccount": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principaltype": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principalorgid": {"user": "sometimes", "session": "sometimes", "letters": `^o\-[0123456789abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 12, "longest": 34, "listed": false},
	"aws:principalorgpaths": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": true},
	"aws:userid": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:username": {"user": "always", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principalisawsservice": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principalservicename": {"user": "never", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:principalservicenameslist": {"user": "never", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": true},
	"aws:sourceaccount": {"user": "never", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:sourcearn": {"user": "never", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:sourceorgid": {"user": "never", "session": "never", "letters": `^o\-[0123456789abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 12, "longest": 34, "listed": false},
	"aws:sourceorgpaths": {"user": "never", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": true},
	"aws:multifactorauthpresent": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:multifactorauthage": {"user": "sometimes", "session": "never", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:sourceip": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:sourcevpc": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:sourcevpce": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:vpcsourceip": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:currenttime": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:epochtime": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:securetransport": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:useragent": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:referer": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:requestedregion": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:viaawsservice": {"user": "always", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:calledvia": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": true},
	"aws:calledviafirst": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:calledvialast": {"user": "sometimes", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:tokenissuetime": {"user": "sometimes", "session": "always", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"aws:federatedprovider": {"user": "never", "session": "sometimes", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
}

tag_table := {
	"aws:requesttag/": {"user": "sometimes", "session": "sometimes", "letters": `^[\ \+\-\./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 1, "longest": 256, "listed": false},
	"aws:principaltag/": {"user": "sometimes", "session": "sometimes", "letters": `^[\ \+\-\./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz]*$`, "shortest": 1, "longest": 256, "listed": false},
	"aws:resourcetag/": {"user": "unsure", "session": "unsure", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
	"iam:resourcetag/": {"user": "unsure", "session": "unsure", "letters": "", "shortest": 1, "longest": 1000000, "listed": false},
}

federated_key := {
	"user": "never",
	"session": "sometimes",
	"letters": "",
	"shortest": 1,
	"longest": 1000000,
	"listed": false,
}

unknown_key := {
	"user": "unsure",
	"session": "unsure",
	"letters": "",
	"shortest": 1,
	"longest": 1000000,
	"listed": false,
}

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

# --- values -----------------------------------------------------------------------------------------------------

many(value) := value if is_array(value)

else := [value]

# A scalar as text; null where it is not known.  IAM compares `true` and `"true"` alike.
leaf(value) := value if is_string(value)

else := "true" if value == true

else := "false" if value == false

else := format_int(value, 10) if {
	is_number(value)
	value == floor(value)
}

else := said if said := joined(value)

else := said if said := intrinsic(value)

else := null

intrinsic(value) := "own" if value.Ref == "AWS::AccountId"

else := "aws" if value.Ref == "AWS::Partition"

else := said if {
	written := value["Fn::Sub"]
	is_string(written)
	said := replace(replace(written, "${AWS::AccountId}", "own"), "${AWS::Partition}", "aws")
	not contains(said, "${")
}

else := concat("", ["arn:aws:iam::own:role/", name]) if {
	name := attribute_of(value, "AWS::IAM::Role")
}

else := concat("", ["arn:aws:iam::own:user/", name]) if {
	name := attribute_of(value, "AWS::IAM::User")
}

attribute_of(value, kind) := name if {
	name := value["Fn::GetAtt"][0]
	value["Fn::GetAtt"][1] == "Arn"
	document.Resources[name].Type == kind
}

else := name if {
	is_string(value["Fn::GetAtt"])
	name := trim_suffix(value["Fn::GetAtt"], ".Arn")
	document.Resources[name].Type == kind
}

joined(value) := concat("", parts) if {
	value["Fn::Join"][0] == ""
	pieces := value["Fn::Join"][1]
	parts := [part | some piece in pieces; part := piece_of(piece)]
	count(parts) == count(pieces)
}

piece_of(piece) := piece if is_string(piece)

else := said if said := intrinsic(piece)

# --- what cannot be read ----------------------------------------------------------------------------------------

# The policy of a role: an object, where there is one.
tree_of(role) := role.tree if is_object(role.tree)

else := json.unmarshal(role.tree) if {
	is_string(role.tree)
	json.is_valid(role.tree)
	is_object(json.unmarshal(role.tree))
}

# Why nothing can be said of it; no element where something can.
problems(role) := {"its trust policy is not known before apply"} if role.tree == null

else := {"its trust policy is no JSON object"} if not tree_of(role)

else := {"an object in its trust policy says a key twice"} if says_twice(role.tree)

else := {problem |
	some problem in array.concat(of_document(tree_of(role)), [said |
		some raw in many(object.get(tree_of(role), "Statement", []))
		some said in of_statement(raw, role.intrinsic)
	])
}

# The text has more strings than what was read of it.
says_twice(text) if {
	is_string(text)
	quotes(text) != quotes(json.marshal(json.unmarshal(text)))
}

quotes(text) := count(regex.find_n(`\x22`, text, -1))

of_document(tree) := array.concat(
	["it has no `Statement`" | not "Statement" in object.keys(tree)],
	["its `Version` is no text" | not is_string(object.get(tree, "Version", ""))],
)

of_statement(raw, intrinsics) := ["a statement is no object"] if not is_object(raw)

else := array.concat(
	["`Effect` is neither `Allow` nor `Deny`" | not object.get(raw, "Effect", null) in ["Allow", "Deny"]],
	array.concat(
		["it has both an element and its negation" |
			some one in ["Principal", "Action"]
			one in object.keys(raw)
			concat("", ["Not", one]) in object.keys(raw)
		],
		array.concat(
			array.concat(of_principal(written_principal(raw), intrinsics), of_condition(raw, intrinsics)),
			[said | some said in of_values(actions(raw), "an action", intrinsics)],
		),
	),
)

written_principal(raw) := object.get(raw, "NotPrincipal", object.get(raw, "Principal", {}))

actions(raw) := many(object.get(raw, "NotAction", object.get(raw, "Action", [])))

of_principal(principal, intrinsics) := [] if principal == "*"

else := array.concat(
	["it has a principal of no kind that IAM has" |
		some kind in object.keys(principal)
		not kind in ["AWS", "Service", "Federated", "CanonicalUser"]
	],
	[said |
		some values in principal
		some said in array.concat(
			of_values(many(values), "a principal", intrinsics),
			["a principal is no name" | some value in many(values); not is_name(value)],
		)
	],
) if {
	is_object(principal)
}

else := ["`Principal` is no object"]

is_name(value) if {
	not is_boolean(value)
	not is_string(value)
}

is_name(value) if {
	is_string(value)
	not regex.match(`[[:cntrl:]]`, value)
}

of_values(values, what, intrinsics) := [said |
	some value in values
	not readable(value, intrinsics)
	said := concat(" ", [what, "is neither text nor a number"])
]

readable(value, _) if is_string(value)

readable(value, _) if is_boolean(value)

readable(value, _) if {
	is_number(value)
	value == floor(value)
}

readable(value, intrinsics) if {
	intrinsics
	is_object(value)
}

of_condition(raw, intrinsics) := [] if not "Condition" in object.keys(raw)

else := ["`Condition` is no object"] if not is_object(raw.Condition)

else := array.concat(
	["an operator holds no object" | some keys in raw.Condition; not is_object(keys)],
	[said |
		some keys in raw.Condition
		is_object(keys)
		some values in keys
		some said in of_values(many(values), "a value of a condition", intrinsics)
	],
)

# --- a policy, read ---------------------------------------------------------------------------------------------

policy_of(role) := {
	"statements": statements,
	"text": json.marshal(tree),
	"orgs": settings.own_organizations,
} if {
	tree := tree_of(role)
	raws := many(tree.Statement)
	variables := object.get(tree, "Version", "") == "2012-10-17"
	statements := [statement |
		some at in numbers.range(0, count(raws) - 1)
		statement := statement_of(raws[at], at + 1, variables)
	]
}

statement_of(raw, number, variables) := {
	"number": number,
	"denies": denies,
	"negated": "NotPrincipal" in object.keys(raw),
	"whos": whos_of(written_principal(raw)),
	"call": covers(raw, "sts:assumerole"),
	"tag": covers(raw, "sts:tagsession"),
	"identity": covers(raw, "sts:setsourceidentity"),
	"tests": tests_of(object.get(raw, "Condition", {}), denies, variables),
} if {
	denies := raw.Effect == "Deny"
}

covers(raw, action) := 2 - listed(raw, action) if "NotAction" in object.keys(raw)

else := listed(raw, action)

listed(raw, action) := max(array.concat([0], [found |
	some each in actions(raw)
	found := is_action(leaf(each), action)
]))

is_action(pattern, action) := 1 if pattern == null

else := 2 if like(lower(pattern), action)

else := 0

tests_of(condition, denies, variables) := [test |
	keys := condition[operator]
	values := keys[key]
	test := test_of(operator, key, many(values), denies, variables, twice(condition, operator, key))
]

# Whether the key is spelt in two ways under one operator: what IAM makes of that is not documented.
twice(condition, operator, key) if {
	keys := condition[other]
	lower(other) == lower(operator)
	keys[spelt]
	lower(spelt) == lower(key)
	spelt != key
}

else := false

test_of(operator, key, values, denies, variables, doubt) := {
	"key": lower(key),
	"row": object.get(operators, base, {}),
	"over": over,
	"if_exists": endswith(written, "ifexists"),
	"values": [leaf(value) | some value in values],
	"denies": denies,
	"variables": variables,
	"doubt": count([why | some why in [doubt, not_an_operator(base), over == "?"]; why]) > 0,
} if {
	parts := split(lower(operator), ":")
	written := parts[count(parts) - 1]
	base := trim_suffix(written, "ifexists")
	over := set_operator(parts)
}

not_an_operator(base) if not operators[base]

else := false

set_operator(parts) := "" if count(parts) == 1

else := "all" if {
	count(parts) == 2
	parts[0] == "forallvalues"
}

else := "any" if {
	count(parts) == 2
	parts[0] == "foranyvalue"
}

else := "?"

# --- principals -------------------------------------------------------------------------------------------------

whos_of(principal) := [{"form": "everyone", "partition": "", "account": ""}] if principal == "*"

else := [who |
	some kind in object.keys(principal)
	some value in many(principal[kind])
	who := who_of(kind, leaf(value))
]

nobody := {"form": "nothing", "partition": "", "account": ""}

who_of(kind, value) := nobody if kind != "AWS"

else := {"form": "open", "partition": "", "account": ""} if value == null

else := {"form": "everyone", "partition": "", "account": ""} if value == "*"

else := {"form": "account", "partition": "", "account": value} if is_account(value)

else := nobody if regex.match(`[*?]|^AROA|^AIDA`, value)

else := who_of_arn(value, split(value, ":")) if {
	regex.match(`^arn:aws(-[a-z0-9-]+)?:(iam|sts)::([0-9]{12}|own):.`, value)
}

else := nobody

who_of_arn(value, fields) := {"form": "account", "partition": fields[1], "account": fields[4]} if {
	fields[2] == "iam"
	count(fields) == 6
	fields[5] == "root"
}

else := {
	"form": "entity",
	"partition": fields[1],
	"account": fields[4],
	"kind": kind,
	"arn": value,
} if {
	fields[2] == "iam"
	kind := {"user": "user", "role": "session"}[split(fields[5], "/")[0]]
	contains(fields[5], "/")
}

else := {
	"form": "session",
	"partition": fields[1],
	"account": fields[4],
	"name": parts[1],
	"session": parts[2],
} if {
	fields[2] == "sts"
	resource := concat(":", array.slice(fields, 5, count(fields)))
	regex.match(`^assumed-role/[0-9A-Za-z_+=,.@-]{1,64}/[0-9A-Za-z_+=,.@-]{2,64}$`, resource)
	parts := split(resource, "/")
}

else := nobody

# --- patterns ---------------------------------------------------------------------------------------------------

like(pattern, text) if pattern == text

like(pattern, text) if {
	wild(pattern)
	not is_odd(pattern)
	regex.match(concat("", ["^", replace(replace(escaped(pattern), "*", ".*"), "?", "."), "$"]), text)
}

wild(value) if regex.match(`[*?]`, value)

escaped(pattern) := pattern if not regex.match(`[.+(){}$|]`, pattern)

else := concat("", [escaped_character(character) | some character in split(pattern, "")])

escaped_character(character) := concat("", ["[", character, "]"]) if regex.match(`[.+(){}$|]`, character)

else := character

# A pattern with a character that would be more than itself in a regular expression's brackets is not followed.
is_odd(pattern) if regex.match(`[\[\]^\\\n]`, pattern)

# --- one value of a policy against one of a request ---------------------------------------------------------------

compare(test, value, given) := 1 if value == null

else := 1 if is_varied(test, value)

else := 1 if {
	test.row.wild
	wild(value)
	is_odd(value)
}

else := compare_text(test.row, value, given) if test.row.family == "String"

else := compare_arn(test, value, given) if test.row.family == "Arn"

else := compare_truth(test, lower(value), lower(given)) if test.row.family == "Bool"

else := compare_number(test.row.order, value, given) if test.row.family == "Numeric"

else := 1

# Policy variables are not followed here.
is_varied(test, value) if {
	test.variables
	test.row.family in ["String", "Arn"]
	contains(value, "${")
}

# What a negated operator makes of a value that is not of its type is not documented.
unreadable(test) := 1 if test.row.negated

else := 0

compare_text(row, value, given) := 2 if {
	row.wild
	like(value, given)
}

else := 2 if {
	row.fold
	lower(value) == lower(given)
}

else := 2 if value == given

else := 0

compare_arn(test, value, given) := unreadable(test) if not are_arns(test.key, value, given)

else := 0 if {
	some at in numbers.range(1, 5)
	not like(field_of(value, at), field_of(given, at))
}

else := 2

are_arns(key, value, given) if {
	key != "sts:externalid"
	every each in [value, given] {
		startswith(each, "arn:")
		count(split(each, ":")) > 5
	}
}

field_of(arn, at) := split(arn, ":")[at] if at < 5

else := concat(":", array.slice(parts, 5, count(parts))) if parts := split(arn, ":")

compare_truth(test, value, given) := unreadable(test) if count({value, given} - {"true", "false"}) > 0

else := 2 if value == given

else := 0

compare_number(order, value, given) := 1 if not regex.match(`^[0-9]{1,15},[0-9]{1,15}$`, concat(",", [value, given]))

else := 2 if in_order(order, to_number(given), to_number(value))

else := 0

in_order("Equals", given, value) if given == value

in_order("LessThan", given, value) if given < value

in_order("LessThanEquals", given, value) if given <= value

in_order("GreaterThan", given, value) if given > value

in_order("GreaterThanEquals", given, value) if given >= value

# --- one condition against one way of giving its key --------------------------------------------------------------
#
# A way is ["absent"], ["value", text], ["blank"] (a tag without a value), ["any"] (some value, it is not said which),
# ["open"] (nothing is said), ["fresh", texts] (a name that nothing singles out), ["within", network] (an address in
# it) or ["outside"] (an address in no network of the policy).

truth(test, way) := 1 if test.doubt

else := 1 if way[0] == "open"

else := absent(test) if way[0] == "absent"

else := null_test(test, "false") if {
	test.row.family == "Null"
	way[0] != "blank"
}

else := agreed(absent(test), given_with(test, ["value", ""])) if way[0] == "blank"

else := given_with(test, way)

agreed(one, other) := one if one == other

else := 1

# The request does not carry the key.
absent(test) := null_test(test, "true") if test.row.family == "Null"

else := 1 if {
	count(test.values) == 0
	test.denies
	by_absence(test) == 0
}

else := by_absence(test)

by_absence(test) := 2 if test.over == "all"

else := 0 if test.over == "any"

else := 2 if test.if_exists

else := 2 if test.row.negated

else := 0

# `Null`: "true" asks for absence, "false" for presence; under a set operator sources say two things.
null_test(test, wanted) := 1 if test.if_exists

else := 1 if {
	test.denies
	count(test.values) == 0
}

else := found if {
	test.over == ""
	found := plain_null(test, wanted)
}

else := agreed(plain_null(test, wanted), 2) if test.over == "all"

else := agreed(plain_null(test, wanted), 0)

plain_null(test, wanted) := 2 if wanted in {lower(value) | some value in test.values; value != null}

else := 1 if null in test.values

else := 0

# The request carries the key with one value.
given_with(test, way) := null_test(test, "false") if test.row.family == "Null"

else := 1 if {
	count(test.values) == 0
	test.denies
}

else := unlisted(test) if {
	test.over == ""
	holds_list(test.key)
}

else := turned(test, among(test, way))

# A key that holds a list, without a set operator.
unlisted(test) := 1 if {
	test.row.negated
	test.denies
}

else := 0

turned(test, found) := 2 - found if test.row.negated

else := found

among(test, way) := max(array.concat([0], [found | some value in test.values; found := against(test, value, way)]))

against(test, value, way) := compare(test, value, way[1]) if way[0] == "value"

else := against_fresh([found | some text in way[1]; found := compare(test, value, text)]) if way[0] == "fresh"

else := against_network(test, value, way) if way[0] in ["within", "outside"]

else := 1

# A pattern that tells names apart does not match the one that nothing singles out, if there is such a name.
against_fresh(found) := found[0] if {
	found[0] == found[1]
	found[1] == found[2]
}

else := 1 if 1 in found

else := 1 if count([each | some each in found; each == 2]) > 1

else := 0

against_network(test, value, way) := 1 if not is_network(test, value)

else := 0 if way[0] == "outside"

else := 2 if value == way[1]

else := 1

is_network(test, value) if {
	value != null
	test.row.family == "IpAddress"
	parts := split(value, "/")
	count(parts) < 3
	every bits in array.slice(parts, 1, 2) {
		regex.match(`^([12]?[0-9]|3[0-2])$`, bits)
	}
	count(split(parts[0], ".")) == 4
	every number in split(parts[0], ".") {
		regex.match(`^(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$`, number)
	}
}

# --- keys -------------------------------------------------------------------------------------------------------

key_of(key) := key_table[key] if key_table[key]

else := tag_table[concat("", [split(key, "/")[0], "/"])] if tag_table[concat("", [split(key, "/")[0], "/"])]

else := federated_key if is_federated(key)

else := unknown_key

is_federated(key) if startswith(key, "saml:")

is_federated(key) if contains(split(key, ":")[0], ".")

is_tag(key) if tag_table[concat("", [split(key, "/")[0], "/"])]

holds_list(key) if key_of(key).listed

holds_list(key) if endswith(key, ":amr")

presence(key, kind) := key_of(key)[kind]

# What a request passes takes another action besides.
takes(key) := "identity" if key == "sts:sourceidentity"

else := "tag" if key in ["aws:tagkeys", "sts:transitivetagkeys"]

else := "tag" if startswith(key, "aws:requesttag/")

# Keys of which two in one policy hang together, so that neither is given by itself.
together := [
	["aws:multifactorauthpresent", "aws:multifactorauthage"],
	["aws:principalorgid", "aws:principalorgpaths"],
	["aws:sourceip", "aws:sourcevpc"],
	["aws:sourceip", "aws:sourcevpce"],
	["aws:sourceip", "aws:vpcsourceip"],
]

hangs_together(key, asked) if {
	some pair in together
	key in pair
	pair[0] in asked
	pair[1] in asked
}

# --- ways of giving a key ---------------------------------------------------------------------------------------

ways(key, tests, asked, caller, question) := caller.known[key] if caller.known[key]

else := [["open"]] if hangs_together(key, asked)

else := [["absent"]] if presence(key, caller.kind) == "never"

else := [["absent"]] if {
	key == "sts:externalid"
	question.sends == "none"
}

else := [["absent"]] if {
	question.arbitrary
	startswith(key, "aws:principaltag/")
}

else := [["open"]] if presence(key, caller.kind) == "unsure"

else := array.concat(absence(key, caller.kind, question), values_given(key, tests, caller, question))

absence(key, kind, question) := [] if presence(key, kind) == "always"

else := [] if {
	key == "sts:externalid"
	question.sends == "some"
}

else := [["absent"]]

values_given(key, tests, caller, question) := [["value", "false"]] if {
	key == "aws:multifactorauthpresent"
	caller.kind == "session"
}

else := [["value", value] | some value in truths[key]] if truths[key]

else := organizations(tests, question) if key == "aws:principalorgid"

else := paths(tests, question) if key == "aws:principalorgpaths"

else := unique_ids(tests, caller, question) if key == "aws:userid"

else := networks(tests) if key == "aws:sourceip"

else := ages(tests) if key == "aws:multifactorauthage"

else := [["any"]] if holds_list(key)

else := array.concat(texts(key, tests), [["blank"] | is_tag(key)])

truths := {
	"aws:multifactorauthpresent": ["false", "true"],
	"aws:viaawsservice": ["false", "true"],
	"aws:securetransport": ["true"],
}

are_of(tests, families) if {
	every test in tests {
		object.get(test.row, "family", "Null") in families
	}
}

values_of(tests) := {value | some test in tests; some value in test.values; value != null}

# An outsider's organization is none of the owner's; where those are not known, none that the policy spells.
organizations(tests, question) := [["value", value] |
	some value in {way[1] | some way in texts("aws:principalorgid", tests); way[0] == "value"} | {"o-outsider00"}
	may_be_of(value, question, {lower(each) | some each in values_of(tests)})
]

may_be_of(_, question, _) if not question.outside

may_be_of(organization, question, _) if {
	count(question.orgs) > 0
	not organization in question.orgs
}

may_be_of(organization, _, named) if not lower(organization) in named

paths(tests, question) := [["value", "o-outsider00/r-root/ou-root-anyother/"]] if {
	question.outside
	every value in values_of(tests) {
		regex.match(`^o-[a-z0-9]{10,32}/`, value)
		organization_counts(split(value, "/")[0], question.orgs)
	}
}

else := [["any"]]

organization_counts(_, orgs) if count(orgs) == 0

organization_counts(organization, orgs) if organization in orgs

# AWS gives an id once: one that the policy spells is nobody's that it does not name.
unheard_ids := {"user": "AIDAZQ7ZQ7ZQ7ZQ7ZQ7ZQ", "session": "AROAZQ7ZQ7ZQ7ZQ7ZQ7ZQ:any-session"}

unique_ids(tests, caller, question) := [["value", unheard_ids[caller.kind]]] if {
	are_of(tests, {"String", "Null"})
	some holds in [question.arbitrary, question.stranger]
	holds
	every value in values_of(tests) {
		regex.match(`^A(RO|ID)A[A-Z0-9]{12,}`, value)
	}
}

else := [["any"]]

# An address in each network that the policy names and that has public addresses, and one in none.
networks(tests) := array.concat([["outside"]], [["within", value] |
	some value in values_of(tests)
	not regex.match(`^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.).*(/(1[6-9]|[23][0-9])|\.[0-9]+)$`, value)
])

ages(tests) := [way |
	some age in {near |
		some value in values_of(tests)
		regex.match(`^[0-9]{1,15}$`, value)
		some shift in [-1, 0, 1]
		near := to_number(value) + shift
	} | {0}
	age >= 0
	way := ["value", format_int(age, 10)]
] if {
	are_of(tests, {"Numeric", "Null"})
	count([value | some value in values_of(tests); not regex.match(`^[0-9]{1,15}$`, value)]) == 0
}

else := [["any"]]

# --- texts ------------------------------------------------------------------------------------------------------

filler := "zq7zq7zq7zq0"

# Values that stand for all texts of the key, and ["any"] where they may not.
texts(key, tests) := array.concat(
	[["value", value] | some value in candidates(key, tests); is_legal(key, value)],
	[["any"] | not are_all(key, tests)],
)

patterns(tests) := {value | some test in tests; test.row.wild; some value in test.values; value != null; wild(value)}

candidates(key, tests) := (values_of(tests) | fillings) | (cases(tests) | fresh(key)) if {
	fillings := {filling | some pattern in patterns(tests); filling := filled(key, pattern)}
}

fresh(key) := {"o-zq7zq7zq7z", "o-outsider00"} if key == "aws:principalorgid"

else := {"Qz", filler, "0"}

cases(tests) := {variant |
	some test in tests
	test.row.fold
	some value in test.values
	value != null
	some variant in [lower(value), upper(value), capitalized(value)]
}

capitalized(value) := concat("", [upper(substring(value, 0, 1)), lower(substring(value, 1, -1))])

is_prefix(pattern) if {
	endswith(pattern, "*")
	not wild(trim_suffix(pattern, "*"))
}

filled(key, pattern) := concat("", ["o-", filler]) if {
	key == "aws:principalorgid"
	pattern in ["*", "o-*", "o*"]
}

else := replace(replace(pattern, "*", filler), "?", "z")

is_legal(key, value) if {
	language := key_of(key)
	count(value) >= language.shortest
	count(value) <= language.longest
	is_of(language.letters, value)
}

is_of(letters, _) if letters == ""

is_of(letters, value) if {
	letters != ""
	regex.match(letters, value)
}

# Whether the candidates show every way in which the conditions can come out together.
are_all(key, tests) if {
	are_of(tests, {"String", "Null"})
	count([value | some value in patterns(tests); count(value) > 60]) == 0
	not mixes_cases(tests)
	not has_other_letters(key, tests)
	patterns_are_apart(key, patterns(tests))
}

mixes_cases(tests) if {
	some test in tests
	test.row.fold
	count([other | some other in tests; not other.row.family == "Null"; other != test]) > 0
}

has_other_letters(key, tests) if {
	is_tag(key)
	some value in values_of(tests)
	not regex.match(`^[ -~]*$`, value)
}

patterns_are_apart(key, found) if {
	every pattern in found {
		is_prefix(pattern)
	}
	not key == "aws:principalorgid"
}

patterns_are_apart(key, found) if {
	every pattern in found {
		is_prefix(pattern)
		regex.match(`^o?-?\*$|^o-[a-z0-9]{1,18}\*$`, pattern)
	}
	key == "aws:principalorgid"
}

patterns_are_apart(key, found) if {
	count(found) == 1
	key != "aws:principalorgid"
	some pattern in found
	some text in fresh(key)
	is_legal(key, text)
	not like(pattern, text)
}

# --- callers ----------------------------------------------------------------------------------------------------

segments := {"user": "user/", "session": "role/"}

types := {"user": "User", "session": "AssumedRole"}

last_of_path(arn) := parts[count(parts) - 1] if parts := split(arn, "/")

stem_of(kind, partition, account) := concat("", ["arn:", partition, ":iam::", account, ":", segments[kind]])

# A caller: `kind`, `way` (of giving its ARN), `session`, and `known`, the ways of giving the keys that it brings by
# being who it is.
caller_of(kind, partition, account, way, session) := {
	"kind": kind,
	"partition": partition,
	"account": account,
	"way": way,
	"session": session,
	"known": object.union(user_name(kind, way), {
		"aws:principalarn": [way],
		"aws:principalaccount": [["value", account]],
		"aws:principaltype": [["value", types[kind]]],
		"aws:principalisawsservice": [["value", "false"]],
	}),
}

user_name(kind, way) := {} if kind == "session"

else := {"aws:username": [["any"]]} if way[0] == "any"

else := {"aws:username": [["fresh", [last_of_path(arn) | some arn in way[1]]]]} if way[0] == "fresh"

else := {"aws:username": [["value", last_of_path(way[1])]]}

# Somebody whom nobody thought of: no condition singles out the name.
arbitrary_callers(account, partitions) := [caller |
	some partition in partitions
	some kind in ["user", "session"]
	stem := stem_of(kind, partition, account)
	arns := [arn | some name in ["Qz7", "0", "wv/XJ"]; arn := concat("", [stem, name])]
	caller := caller_of(kind, partition, account, ["fresh", arns], "zq7-any")
]

every_caller(policy, account, partitions) := [caller |
	some partition in partitions
	some kind in ["user", "session"]
	whos := whos_in(policy, account)
	stem := stem_of(kind, partition, account)
	telling := telling_patterns(policy, kind, stem)
	some way in array.concat(
		[["value", arn] | some arn in arns_of(policy, kind, stem, whos, telling)],
		[["any"] | not are_told_apart(policy, kind, whos, telling)],
	)
	some session in sessions_of(kind, whos, way)
	caller := caller_of(kind, partition, account, way, session)
]

whos_in(policy, account) := [who |
	some statement in policy.statements
	some who in statement.whos
	who.account == account
]

# The names of a role's sessions that principals tell apart.
sessions_of(kind, whos, way) := {"zq7-any"} | {who.session |
	kind == "session"
	way[0] == "value"
	some who in whos
	who.form == "session"
	who.name == last_of_path(way[1])
}

tests_on(policy, key) := [test | some statement in policy.statements; some test in statement.tests; test.key == key]

entities_of(kind, whos) := {who.arn | some who in whos; who.form == "entity"; who.kind == kind}

# The ARNs under a stem that principals and conditions tell apart, and one that nobody names.
arns_of(policy, kind, stem, whos, telling) := entities | {arn |
	some arn in told | (named_sessions(kind, stem, whos) | telling_arns(stem, telling))
	regex.match(`^[A-Za-z0-9_+=,.@/:-]+$`, arn)
	startswith(arn, stem)
	last_of_path(arn) != ""
	not lower(last_of_path(arn)) in names
} if {
	entities := entities_of(kind, whos)
	names := {lower(last_of_path(arn)) | some arn in entities} # a name is given once, whatever the path
	told := {concat("", [stem, "zq7fresh0"])} | spelt_arns(policy, kind, stem)
}

spelt_arns(policy, kind, stem) := {value |
	some value in values_of(tests_on(policy, "aws:principalarn"))
	not wild(value)
} | {arn |
	kind == "user"
	some value in values_of(tests_on(policy, "aws:username"))
	not wild(value)
	arn := concat("", [stem, value])
}

named_sessions(kind, stem, whos) := {arn |
	kind == "session"
	some who in whos
	who.form == "session"
	arn := concat("", [stem, who.name])
}

# --- patterns that tell principals apart --------------------------------------------------------------------------

# Of a condition's pattern, what it asks of the text after the stem: the patterns that tell some from others.
telling_patterns(policy, kind, stem) := {rest |
	some test in tests_on(policy, "aws:principalarn")
	some value in test.values
	value != null
	wild(value)
	some rest in after_stem(value, stem)
	rest != "*"
} | {value |
	kind == "user"
	some test in tests_on(policy, "aws:username")
	some value in test.values
	value != null
	wild(value)
	value != "*"
}

# `role/a*` of `arn:aws:iam::*:role/a*` comes to `a*`; a pattern of other accounts to nothing; "?" where it is not told.
after_stem(value, stem) := set() if {
	wrong_place(value, stem)
}

else := {"*"} if field_of(value, 5) == "*"

else := {trim_prefix(field_of(value, 5), field_of(stem, 5))} if startswith(field_of(value, 5), field_of(stem, 5))

else := {concat("", ["*", trim_left(field_of(value, 5), "*")])} if startswith(field_of(value, 5), "*")

else := set() if regex.match(`^[a-z-]+/`, field_of(value, 5))

else := {"*?*?*"}

wrong_place(value, stem) if {
	count(split(value, ":")) > 5
	some at in numbers.range(1, 4)
	not like(field_of(value, at), field_of(stem, at))
}

telling_arns(stem, telling) := {arn |
	some pattern in telling
	some name in {pattern, trim_prefix(trim_prefix(pattern, "*"), "/")}
	arn := concat("", [stem, replace(replace(name, "*", "zq7"), "?", "z")])
}

are_told_apart(policy, kind, whos, telling) if {
	are_plain(policy, kind)
	few_patterns(telling)
	not tells_sessions(kind, whos, telling)
}

are_plain(policy, kind) if {
	count([test |
		some key in ["aws:principalarn", "aws:username"]
		[key, kind] != ["aws:username", "session"]
		some test in tests_on(policy, key)
		not is_plain(test)
	]) == 0
}

is_plain(test) if {
	not test.row.fold
	not null in test.values
	count([value | some value in test.values; is_varied(test, value)]) == 0
	count([value | some value in test.values; value != "*"; wild(value); not in_fields(test.key, value)]) == 0
}

in_fields(key, _) if key == "aws:username"

in_fields(_, value) if {
	startswith(value, "arn:")
	count(split(value, ":")) > 5
}

few_patterns(telling) if count(telling) == 0

few_patterns(telling) if {
	every pattern in telling {
		is_prefix(pattern)
	}
}

few_patterns(telling) if {
	count(telling) == 1
	some pattern in telling
	not like(pattern, "zq7fresh0")
}

tells_sessions("session", whos, telling) if {
	count(telling) > 0
	some who in whos
	who.form == "session"
}

# --- accounts ---------------------------------------------------------------------------------------------------

partitions_of(policy, account) := named if {
	named := {who.partition | some who in whos_in(policy, account); who.partition != ""}
	count(named) > 0
}

else := {"aws"} | {partition |
	some value in values_of(tests_on(policy, "aws:principalarn"))
	partition := split(value, ":")[1]
	regex.match(`^aws(-[a-z0-9-]+)?$`, partition)
}

admitting(policy) := [statement |
	some statement in policy.statements
	not statement.denies
	statement.call > 0
]

is_for_everyone(statement) if statement.negated

is_for_everyone(statement) if {
	some who in statement.whos
	who.form == "everyone"
}

lets_everyone(policy) if {
	some statement in admitting(policy)
	is_for_everyone(statement)
}

# The accounts that conditions of some statements spell.
spelt_accounts(statements) := {account |
	some statement in statements
	some test in statement.tests
	some value in test.values
	value != null
	account := account_of(test.key, value)
	is_account(account)
}

account_of("aws:principalaccount", value) := value

account_of("aws:principalarn", value) := split(value, ":")[4]

# Whether conditions tell accounts apart by a pattern, or by what is not known.
tells_accounts(policy) if {
	some key in ["aws:principalaccount", "aws:principalarn"]
	some test in tests_on(policy, key)
	some value in test.values
	tells_by_pattern(test, key, value)
}

tells_by_pattern(_, _, value) if value == null

tells_by_pattern(test, _, value) if is_varied(test, value)

tells_by_pattern(_, "aws:principalaccount", value) if {
	wild(value)
	value != "*"
}

tells_by_pattern(_, "aws:principalarn", value) if {
	account := split(value, ":")[4]
	wild(account)
	account != "*"
}

tells_by_pattern(_, "aws:principalarn", value) if {
	wild(value)
	count(split(value, ":")) < 6
	regex.match(`[0-9]`, value)
}

named_accounts(policy) := ({who.account |
	some statement in admitting(policy)
	not statement.negated
	some who in statement.whos
	who.account != ""
} | {who.account |
	lets_everyone(policy)
	some statement in about_the_call(policy)
	statement.denies
	not statement.negated
	some who in statement.whos
	who.account != ""
}) | {account |
	lets_everyone(policy)
	some account in spelt_accounts(about_the_call(policy))
}

about_the_call(policy) := [statement | some statement in policy.statements; statement.call > 0]

# Whether a statement about what goes along with the call, and not about the call, tells accounts apart.
tells_beside(policy) if {
	some statement in policy.statements
	statement.call == 0
	count(spelt_accounts([statement])) > 0
}

tells_beside(policy) if {
	some statement in policy.statements
	statement.call == 0
	some who in statement.whos
	who.account != ""
}

# The accounts that an Allow may trust as a whole: by name, and of everyone by conditions.
whole_accounts(policy) := {who.account |
	some statement in admitting(policy)
	not statement.negated
	some who in statement.whos
	who.form == "account"
} | picked_out(policy)

picked_out(policy) := {account |
	some account in spelt_accounts([statement | some statement in policy.statements; may_pick_out(statement)])
	some statement in admitting(policy)
	some who in statement.whos
	who.form == "everyone"
	not statement.negated
}

may_pick_out(statement) if {
	statement.denies
	statement.call > 0
}

may_pick_out(statement) if {
	statement.call > 0
	some who in statement.whos
	who.form == "everyone"
}

names_open_account(policy) if {
	some statement in admitting(policy)
	some who in statement.whos
	who.form == "open"
}

stranger_to(policy) := strangers[0] if {
	strangers := [account |
		some account in ["999999999999", "888888888888", "777777777777", "666666666666"]
		not contains(policy.text, account)
	]
}

whose(role, account) := "own" if account == "own"

else := "own" if account in role.own

else := "own" if account in settings.own_accounts

else := "trusted" if account in settings.trusted_accounts

else := "doubtful" if account in role.doubtful

else := "external"

# --- one question -----------------------------------------------------------------------------------------------

# Whether some caller of a question is let in: 0 (none is), 1 (not known) or 2.
entry(policy, question) := 1 if {
	question.arbitrary
	is_left_open(policy, callers(policy, question, partitions_of(policy, question.account)))
}

else := max(array.concat([0], [found |
	some caller in callers(policy, question, partitions_of(policy, question.account))
	found := let_in(policy, question, caller)
]))

# Whether patterns match about every name, so that it is not known whether there is one that none singles out; or a tag
# of the caller is compared with what the request holds.
is_left_open(policy, asked) if {
	some caller in asked
	some key in ["aws:principalarn", "aws:username"]
	some test in tests_on(policy, key)
	some value in test.values
	wild(value)
	against(test, value, caller.known[key][0]) == 1
}

is_left_open(policy, _) if {
	some statement in policy.statements
	some test in statement.tests
	startswith(test.key, "aws:principaltag/")
	some value in test.values
	value != null
	is_varied(test, value)
}

callers(policy, question, partitions) := arbitrary_callers(question.account, partitions) if question.arbitrary

else := every_caller(policy, question.account, partitions)

let_in(policy, question, caller) := max(array.concat([0], [found |
	some settled in concerned
	not settled.statement.denies
	found := through(settled, denies, by_key, passing_is_denied(policy))
])) if {
	concerned := [settled |
		some statement in policy.statements
		settled := concern(statement, question, caller)
		settled.fixed > 0
	]
	denies := [settled | some settled in concerned; settled.statement.denies]
	asked := {test.key | some settled in concerned; some test in settled.tests}
	by_key := {key: found |
		some key in asked
		concerning := [test | some settled in concerned; some test in settled.tests; test.key == key]
		found := ways(key, concerning, asked, caller, question)
	}
}

# How far a statement applies to a caller, but for its conditions on keys that are left open.
concern(statement, question, caller) := {
	"statement": statement,
	"fixed": min(array.concat(
		[statement.call, admits(statement, question, caller)],
		[found | some test in statement.tests; found := truth(test, caller.known[test.key][0])],
	)),
	"tests": [test | some test in statement.tests; not caller.known[test.key]],
}

admits(statement, question, caller) := 0 if {
	statement.negated
	question.arbitrary
	not statement.denies
}

else := 1 if statement.negated

else := max(array.concat([0], [found |
	some who in statement.whos
	entry_counts(who, statement, question)
	found := is_caller(who, caller)
]))

# Of somebody whom nobody thought of it is asked whether he gets in by his account as a whole.
entry_counts(_, statement, _) if statement.denies

entry_counts(_, _, question) if not question.arbitrary

entry_counts(who, _, _) if who.form in ["account", "open"]

entry_counts(who, _, question) if {
	who.form == "everyone"
	question.everyone
}

is_caller(who, caller) := 2 if who.form == "everyone"

else := 1 if who.form == "open"

else := 0 if who.account != caller.account

else := 0 if {
	who.partition != ""
	who.partition != caller.partition
}

else := 2 if who.form == "account"

else := 2 if {
	who.form == "entity"
	caller.way == ["value", who.arn]
}

else := 2 if {
	who.form == "session"
	caller.kind == "session"
	caller.way[0] == "value"
	last_of_path(caller.way[1]) == who.name
	caller.session == who.session
}

else := 1 if {
	caller.way[0] == "any"
	object.get(who, "kind", "session") == caller.kind
}

else := 0

# --- through one Allow ------------------------------------------------------------------------------------------

# Whether somebody gets in through an Allow past all Denies.
through(settled, denies, by_key, denied) := past(settled, denies, by_key, denied, start, watched) if {
	watched := [key | some key in {test.key | some each in denies; some test in each.tests}]
	start := min(array.concat([settled.fixed], [best |
		some key in {test.key | some test in settled.tests}
		not key in watched
		best := max(array.concat([0], [found |
			some way in by_key[key]
			found := allowed_by(settled, key, way, denied)
		]))
	]))
}

past(settled, denies, by_key, denied, start, watched) := 0 if start == 0

else := min(array.concat([start], [left | some each in denies; left := 2 - each.fixed])) if count(watched) == 0

else := 0 if 0 in sizes(rows_of(settled, denies, by_key, denied, watched))

else := 1 if product(sizes(rows_of(settled, denies, by_key, denied, watched))) > 1500

else := max([found |
	rows := rows_of(settled, denies, by_key, denied, watched)
	some number in numbers.range(0, product(sizes(rows)) - 1)
	chosen := [each |
		some at in numbers.range(0, count(rows) - 1)
		before := product(array.concat([1], array.slice(sizes(rows), 0, at)))
		each := rows[at][floor(number / before) % count(rows[at])]
	]
	found := by_choice(start, denies, chosen)
])

sizes(rows) := [count(row) | some row in rows]

# For each key that a Deny tests, what its ways make of the Allow (never 0) and of each Deny, each combination once.
rows_of(settled, denies, by_key, denied, watched) := [row |
	some key in watched
	made := {found |
		some way in by_key[key]
		allowed := allowed_by(settled, key, way, denied)
		allowed > 0
		found := [allowed, asked_by(denies, key, way)]
	}
	row := [each | some each in made]
]

asked_by(denies, key, way) := [least |
	some refusing in denies
	least := least_of(refusing.tests, key, way)
]

least_of(tests, key, way) := min(array.concat([2], [found |
	some test in tests
	test.key == key
	found := truth(test, way)
]))

by_choice(start, denies, chosen) := min(array.concat(
	array.concat([start], [allowed | some row in chosen; allowed := row[0]]),
	[left |
		some at in numbers.range(0, count(denies) - 1)
		left := 2 - min(array.concat([denies[at].fixed], [least | some row in chosen; least := row[1][at]]))
	],
))

# What an Allow makes of one way of giving a key; what is passed has to be allowed as well.
allowed_by(settled, key, way, denied) := min([
	passing(settled.statement, key, way, denied),
	least_of(settled.tests, key, way),
])

passing(statement, key, way, denied) := 2 if way[0] == "absent"

else := 2 if not takes(key)

else := 2 if {
	statement[takes(key)] == 2
	not takes(key) in denied
	count([test | some test in statement.tests; test.key == "sts:externalid"]) == 0
}

else := 1

# The actions for what is passed that a Deny says something else of than of the call.
passing_is_denied(policy) := {action |
	some action in ["tag", "identity"]
	some statement in policy.statements
	statement.denies
	statement[action] > 0
	says_else(statement)
}

says_else(statement) if statement.call < 2

says_else(statement) if {
	some test in statement.tests
	test.key == "sts:externalid"
}

# --- the rules --------------------------------------------------------------------------------------------------

asking(policy, account, more) := object.union({
	"account": account,
	"sends": "any",
	"arbitrary": false,
	"outside": true,
	"stranger": false,
	"everyone": account in picked_out(policy),
	"orgs": settings.own_organizations,
}, more)

# What is not known of an account's owner is no proof.
at_most(role, account, found) := min([1, found]) if whose(role, account) == "doubtful"

else := found

foreign(role, accounts) := {account | some account in accounts; whose(role, account) in ["external", "doubtful"]}

# CKV_TRUST_1, of one account.
without_id(policy, account) := entry(policy, asking(policy, account, {"sends": "none"})) if {
	count(tests_on(policy, "sts:externalid")) == 0
}

else := 0 if entry(policy, asking(policy, account, {"sends": "none"})) == 0

else := 0 if entry(policy, asking(policy, account, {"sends": "some"})) == 0

else := min([found |
	some sends in ["none", "some"]
	found := entry(policy, asking(policy, account, {"sends": sends}))
])

open_accounts(policy) := 1 if names_open_account(policy)

else := 1 if {
	lets_everyone(policy)
	tells_accounts(policy)
}

else := 1 if {
	lets_everyone(policy)
	tells_beside(policy)
}

else := 0

judged(role, policy, "CKV_TRUST_1") := {"answer": max([open_accounts(policy), found]), "accounts": accounts} if {
	entries := {account: answered |
		some account in foreign(role, named_accounts(policy))
		answered := at_most(role, account, without_id(policy, account))
	}
	found := max(array.concat([0], [answered | some answered in entries]))
	accounts := [account | some account in object.keys(entries); entries[account] == found]
}

judged(role, policy, "CKV_TRUST_2") := {"answer": max([open_accounts(policy), found]), "accounts": accounts} if {
	asked := foreign(role, whole_accounts(policy))
	outside := as_a_whole(role, policy, asked, true)
	found := wholly(role, policy, asked, max(array.concat([0], [answered | some answered in outside])))
	accounts := [account | some account in asked]
}

judged(role, policy, "CKV_TRUST_3") := {"answer": 2, "where": where} if {
	where := emptinesses(tree_of(role))
	count(where) > 0
}

judged(_, policy, "CKV_TRUST_4") := {"answer": found, "accounts": []} if {
	lets_everyone(policy)
	found := entry_of_strangers(policy)
}

judged(role, policy, "CKV_TRUST_7") := {"answer": max([open_own(policy), found]), "accounts": accounts} if {
	accounts := [account | some account in whole_accounts(policy); whose(role, account) == "own"]
	answers := as_a_whole(role, policy, accounts, false)
	found := max(array.concat([0], [answered | some answered in answers]))
}

open_own(policy) := 1 if names_open_account(policy)

else := 0

as_a_whole(role, policy, accounts, outside) := {account: answered |
	some account in accounts
	question := asking(policy, account, {"arbitrary": true, "outside": outside})
	answered := at_most(role, account, entry(policy, question))
}

# Where no outsider gets in, it is asked who does if the account is of the own organization.
wholly(role, policy, asked, outside) := outside if outside > 0

else := max(array.concat([0], [answered | some answered in as_a_whole(role, policy, asked, false)]))

entry_of_strangers(policy) := 1 if tells_accounts(policy)

else := entry(policy, asking(policy, stranger_to(policy), {"stranger": true}))

# CKV_TRUST_3: each empty piece.
emptinesses(tree) := {said |
	statements := many(tree.Statement)
	some at in numbers.range(0, count(statements) - 1)
	condition := statements[at].Condition
	some said in array.concat(
		[concat(" ", ["Condition is empty in statement", format_int(at + 1, 10)]) | count(condition) == 0],
		[concat(" ", [empty, "in statement", format_int(at + 1, 10)]) | some empty in empty_operators(condition)],
	)
}

empty_operators(condition) := array.concat(
	[concat(" ", [operator, "is empty"]) | some operator in object.keys(condition); count(condition[operator]) == 0],
	[said |
		some operator in object.keys(condition)
		some key in object.keys(condition[operator])
		is_empty(condition[operator][key])
		said := concat(" ", [operator, key, "compares with nothing"])
	],
)

is_empty(values) if values == []

is_empty(values) if {
	some value in many(values)
	is_string(value)
	trim_space(value) == ""
}

# --- what is told -----------------------------------------------------------------------------------------------

rules := {
	"CKV_TRUST_1": ["external-account-without-external-id", "can assume the role without an external id"],
	"CKV_TRUST_2": ["account-unpinned", "is trusted as a whole"],
	"CKV_TRUST_3": ["empty-condition", ""],
	"CKV_TRUST_4": ["anyone-can-assume", "anyone with an AWS account can assume the role"],
	"CKV_TRUST_7": ["own-account-unpinned", "is the role's own, and is trusted as a whole"],
}

# Everything there is to say: `rule`, `name`, `role`, `answer` (2: a flaw, 1: not decided here) and `why`.
findings contains finding if {
	some role in roles
	count(problems(role)) == 0
	policy := policy_of(role)
	some rule in object.keys(rules)
	judgement := judged(role, policy, rule)
	judgement.answer > 0
	finding := {
		"rule": rule,
		"name": rules[rule][0],
		"role": role.name,
		"answer": judgement.answer,
		"why": reason(rule, judgement),
	}
}

findings contains finding if {
	some role in roles
	some problem in problems(role)
	finding := {"rule": "CKV_TRUST_90", "name": "undecided-trust", "role": role.name, "answer": 1, "why": problem}
}

reason(rule, judgement) := "not decided here; `roletrust check` decides it" if {
	rule != "CKV_TRUST_3"
	judgement.answer == 1
}

else := concat("; ", [said | some said in judgement.where]) if rule == "CKV_TRUST_3"

else := rules[rule][1] if rule == "CKV_TRUST_4"

else := concat(" ", ["account", concat(", ", judgement.accounts), rules[rule][1]])

message(finding) := concat("", [finding.rule, " ", finding.name, ": ", finding.role, ": ", finding.why])

# METADATA
# title: Flaws in trust policies
# description: A message for each rule that a role surely breaks.
# entrypoint: true
deny contains message(finding) if {
	some finding in findings
	finding.answer == 2
}

# METADATA
# title: What is not decided here
# description: A message for each rule of which the text, or this file, leaves the answer open. It is never a pass.
# entrypoint: true
warn contains message(finding) if {
	some finding in findings
	finding.answer == 1
}

# METADATA
# title: Flaws, as Gatekeeper wants them
# description: The same as `deny`, of an object under review.
# entrypoint: true
violation contains {"msg": message(finding), "details": finding} if {
	input.review
	some finding in findings
	finding.answer == 2
}
