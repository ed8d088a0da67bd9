"""Bugs that `make mutate` seeded and no test can notice, each with the reason: by module and by what was changed."""

from __future__ import annotations

STALE = (
    "it decides only which of several values of one kind is the typical one; what that value leaves out is worked out"
    " anew where it is used (_among_ties), so that another choice can only leave more open"
)
FIRST_IS_PLAIN = (
    "what a key can hold is listed once for what it heeds, and first where the keys that it does not heed hold their"
    " plain values, of which none is typical; where it heeds them by way of others, that is a chain, which is unsolved"
)
GUESS = (
    "it makes a worse guess of the request that comes to mind, which is decided as any other, and where it is not"
    " allowed, all requests are searched"
)
WHOSE = (
    "_signing: arn or next((_arn_of(who) for who in me.principals.whos if who.form in PLAIN), ANYBODY)"
    " without next((_arn_of(who) for who in me.principals.whos if who.form in PLAIN), ANYBODY)"
)
WITH_MFA = (
    "_signing: wanted.partition(':iam::')[2][12:].startswith(':user/') or (MFA in context and (not arn))"
    " without MFA in context and (not arn)"
)
UNNAMED_SESSION = (
    "_of_ids: not caller.session or is_fresh(caller.session) or isinstance(caller.session, Text)"
    " without not caller.session"
)
HELD = "__init__: trust and holdings without holdings"
OF_MANY = "ways: len(draft.policy.statements) > 1 -> len(draft.policy.statements) >= 1"
EITHER_NO = "common: found.answer is NO or perhaps.answer is UNKNOWN without found.answer is NO"
ARGUED: dict[tuple[str, str], str] = {
    ("engine/classes/tied_keys.py", "_heeds: without *(tie.test.key for tie in self.read[key])"): STALE,
    ("engine/classes/ties.py", "module: 3 -> 4"): "more texts of one kind are kept than have to be",
    ("engine/classes/ties.py", "__init__: not name without not"): (
        "whether a key that can be compared in one way is begun at once, or beside not being compared: the same kinds"
        " come of both, or more"
    ),
    ("engine/classes/pattern_classes.py", "_walked: len(seen) > STATES -> len(seen) >= STATES"): (
        "the bound on states, of which nothing hangs on the very number; beyond it the answer is UNKNOWN either way"
    ),
    ("engine/classes/pattern_classes.py", "_of_one_set: max(language.shortest, ones - 1) -> min"): (
        "below a pattern of `?` lies a gap between lengths that match: its shortest one is that of the language, or one"
        " more than another pattern has, and both are tried"
    ),
    ("engine/classes/tied_keys.py", "_follower: without self.unsolved.add(tie.test)"): (
        "what is compared with a caller whose ARN is open is UNKNOWN for every value that the spelt parts of the ARN"
        " allow, and such values are tried: a NO never hangs on it"
    ),
    ("engine/classes/tied_keys.py", "_among_ties: read & typical -> typical"): FIRST_IS_PLAIN,
    (
        "engine/policy/grounding.py",
        "_of_the_role: not isinstance(written, str) or '${' not in written without '${' not in written",
    ): ("a text without a variable is the one piece that it is split into, which is joined again"),
    ("engine/policy/operators.py", "_arn_pattern: 5 -> 6"): (
        "a pattern whose resource has a colon is cut the long way, to the same fields"
    ),
    (
        "engine/policy/operators.py",
        "in_network: isinstance(written, Text) or isinstance(value, Text) without isinstance(value, Text)",
    ): "no question gives a request an address that is open: of other keys, an operator for addresses is not asked",
    ("engine/classes/heuristic_witness.py", WHOSE): GUESS,
    ("engine/classes/heuristic_witness.py", WITH_MFA): GUESS,
    ("engine/classes/joint_domains.py", UNNAMED_SESSION): (
        "a user has no session, and an id of no more parts than the two that are kept of a session's"
    ),
    ("engine/roles/role.py", HELD): (
        "its accounts are asked for in the role graph alone, in which stand those roles whose holdings are known"
    ),
    ("rules/analysis/validation.py", "of_sids: len(last) < len(sids) -> len(last) <= len(sids)"): (
        "it spares the counting where no Sid stands twice, of which nothing is yielded either way"
    ),
    ("rules/fixes/repair.py", OF_MANY): (
        "a policy without any statement is one that IAM refuses (rule 11): it is tried, and not printed"
    ),
    ("engine/questions/letting_in.py", "_smallest: 1 -> 2"): (
        "one step more than the bound on steps, of which nothing hangs on the very number; of fewer steps none is more"
    ),
    ("engine/questions/conjunction.py", EITHER_NO): "one NO is as good as another: none has more to tell",
}
