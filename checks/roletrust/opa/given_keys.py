"""Rego: every way in which a request may give a key that conditions tell apart.

IAM User Guide, "AWS global condition context keys"; docs/semantics.md, section 2; docs/architecture.md, "Why the answer
is exact".  A question is an object: `account`, `sends` (none, some or any external id), `arbitrary` (only a principal
that nobody thought of), `outside` (of the own organizations), `stranger` (an account that nothing names), `everyone`
(whether an Allow for everyone counts).
"""

from __future__ import annotations

REGO = r"""
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
"""
