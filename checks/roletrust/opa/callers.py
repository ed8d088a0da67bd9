"""Rego: finitely many principals of an account that stand for all of them.

docs/architecture.md, "Why the answer is exact"; docs/semantics.md, section 4.
"""

from __future__ import annotations

REGO = r"""
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
"""
