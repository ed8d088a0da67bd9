"""Rego: whether some request of a class gets in by the whole policy, what the rules say of it, and how it is told.

IAM User Guide, "Policy evaluation logic"; docs/semantics.md, section 0; the manuals of the rules in docs/rules.
"""

from __future__ import annotations

REGO = r"""
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
"""
