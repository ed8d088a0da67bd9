# Rego's own tests of roletrust.rego: `opa test docs/roletrust.rego tests/opa/roletrust_test.rego`.
package roletrust

import rego.v1

vendor := "arn:aws:iam::123456789012:root"

trusting(principal, condition) := {"resource_changes": [{
	"address": "aws_iam_role.vendor",
	"mode": "managed",
	"type": "aws_iam_role",
	"name": "vendor",
	"change": {
		"actions": ["create"],
		"before": null,
		"after": {"assume_role_policy": json.marshal({
			"Version": "2012-10-17",
			"Statement": [{
				"Effect": "Allow",
				"Principal": {"AWS": principal},
				"Action": "sts:AssumeRole",
				"Condition": condition,
			}],
		})},
	},
}]}

on_id(operator) := {operator: {"sts:ExternalId": "7f9c2b1e-8d1c"}}

denied(document) := {finding.rule | some finding in findings with input as document; finding.answer == 2}

test_an_external_id_that_is_enforced_leaves_only_the_whole_account if {
	denied(trusting(vendor, on_id("StringEquals"))) == {"CKV_TRUST_2"}
}

test_an_external_id_that_may_be_left_out_is_none if {
	denied(trusting(vendor, on_id("StringEqualsIfExists"))) == {"CKV_TRUST_1", "CKV_TRUST_2"}
	denied(trusting(vendor, on_id("ForAllValues:StringEquals"))) == {"CKV_TRUST_1", "CKV_TRUST_2"}
}

test_an_empty_operator_restricts_nobody if {
	denied(trusting(vendor, {"StringEquals": {}})) == {"CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_3"}
}

test_an_external_id_keeps_nobody_out_of_a_role_for_everyone if {
	denied(trusting("*", on_id("StringEquals"))) == {"CKV_TRUST_4"}
	denied(trusting("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})) == set()
}

test_the_own_account_is_no_outsider if {
	found := denied(trusting(vendor, {"Bool": {"aws:MultiFactorAuthPresent": "true"}})) with data.roletrust_settings as {"own_accounts": ["123456789012"]}
	found == {"CKV_TRUST_7"}
}

test_what_is_not_known_warns if {
	document := {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Fn::If": []}}}}}
	count(deny) == 0 with input as document
	count(warn) == 1 with input as document
}
