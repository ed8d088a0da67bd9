"""Rego: a trust policy read from a tree, and what keeps it from being read.

IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

REGO = r"""
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
"""
