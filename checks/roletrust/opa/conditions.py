"""Rego: what a condition makes of one way in which a request may give its key.

Answers are 0 (no), 1 (not known) and 2 (yes); AND is the least, OR the greatest.
IAM User Guide, "Condition operators"; docs/semantics.md, section 1.
"""

from __future__ import annotations

REGO = r"""
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
"""
