"""What the attributes of resources and data sources are, where the configuration tells."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Steps
from functools import partial

from roletrust.dialects.hcl.evaluation import databricks, providers
from roletrust.dialects.hcl.evaluation.policy_document import document
from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.evaluation.scope import Scope, Surroundings
from roletrust.dialects.hcl.files.directory import Address, Directory, Placed
from roletrust.dialects.hcl.syntax.nodes import Attr, Index, Literal, Step
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import Encoded, Failed, Lazy, Owned, Set, Spread, attempt, lift, unwrapped
from roletrust.dialects.origin import Origin
from roletrust.dialects.tree import Tree
from roletrust.engine.text import NO_FILE, Hole, Text, text


def attribute_of(scope: Scope, address: Address, placed: Placed, names: dict[str, Tree], name: str, hole: Hole) -> Tree:
    """The attribute `name` of one instance: computed where this table knows it, as written, or a Hole."""
    instance = Instance(scope, address, placed, names, hole)
    computed = _COMPUTED.get((address[0], address[1], name)) or _COMPUTED.get(("", address[1], name))
    if computed is not None:
        return computed(instance)
    value = instance.written(name)
    return instance.unknown(name) if value is None else value


def undeclared_identity(scope: Scope, name: str, steps: Steps[Step], where: str) -> tuple[Tree, int]:
    """`data.aws_caller_identity.<name>` of a file that is not scanned: of the module's default provider.

    `steps` follow the name; gives the value and how many of them it took.
    """
    label = f"{scope.prefix}data.aws_caller_identity.{name}"
    taken, shown_index = 0, ""
    if steps and isinstance(steps[0], Index) and isinstance(steps[0].key, Literal):
        taken, shown_index = 1, f"[{shown(steps[0].key.value)}]"
    attribute = steps[taken] if len(steps) > taken else None
    if isinstance(attribute, Attr) and attribute.name in ("account_id", "id"):
        provider = providers.identity(scope, "aws_caller_identity")
        return Owned(f"{label}{shown_index}.{attribute.name}", where, provider=provider, what="account"), taken + 1
    return Hole(label, where), 0


def _document(instance: Instance) -> Tree:
    name = instance.address[2]
    names = instance.frame.names

    def rendered() -> Tree:
        return Encoded(document(instance.placed, instance.frame, name))

    key = name + (shown(list(names.values())) if names else "")
    return instance.scope.once("data.aws_iam_policy_document", key, rendered)


def _account(instance: Instance) -> Tree:
    return instance.owned(f"{instance.hole.name}.account_id", "account")


def _partition(instance: Instance) -> Tree:
    return instance.owned(f"{instance.hole.name}.partition", "partition")


def _dns_suffix(instance: Instance) -> Tree:
    """As `AWS::URLSuffix`: what nearly all services are called by is the same in each partition."""
    return "amazonaws.com"


def _name(instance: Instance) -> Tree:
    name = instance.written("name")
    if name is not None:
        return name
    prefix = instance.written("name_prefix")
    return instance.unknown("name") if prefix is None else text(as_text(prefix), instance.unknown("name suffix"))


def _named_arn(kind: str) -> Callable[[Instance], Tree]:
    """The ARN of a role or user: its path and its name are in the configuration."""

    def arn(instance: Instance) -> Tree:
        path = instance.written("path")
        slashed = "/" if path is None or path == "" else path
        tail = lift(lambda p, n: text(kind, as_text(p), as_text(n)), [slashed, _name(instance)])
        return instance.arn(tail)

    return arn


def _found_arn(kind: str) -> Callable[[Instance], Tree]:
    """The ARN of a role or user that is looked up: of this account, by a path that is not known."""

    def arn(instance: Instance) -> Tree:
        return instance.arn(text(f"{kind}/", instance.unknown("path and name")))

    return arn


def _caller_arn(instance: Instance) -> Tree:
    """Whoever runs Terraform: a user or a session of a role, in any case one identity of this account."""
    return instance.arn(text("user/", instance.unknown("arn")))


def _found_arns(instance: Instance) -> Tree:
    """The ARNs of the roles that are looked up: some roles of this account."""
    hole = instance.unknown("arns")
    return Set([instance.arn(text("role/", Spread(f"{hole.name}[*]", hole.where)))])


def _oidc_arn(instance: Instance) -> Tree:
    written = instance.written("arn")
    if written is not None:
        return written
    url = unwrapped(instance.written("url"))
    known = isinstance(url, str) or (isinstance(url, Text) and not url.lone)
    issuer = text(_without_scheme(url) if known else instance.unknown("url"))
    audiences = instance.written("client_id_list")
    if isinstance(audiences, list) and audiences and all(map(_is_one, audiences)):
        registered = frozenset(str(text(each) if isinstance(each, Hole) else each) for each in audiences)
        instance.scope.state.registered.add((str(issuer).rstrip("/").lower(), registered))
    return instance.arn(text("oidc-provider/", issuer))


def _is_one(audience: Tree) -> bool:
    """Whether it is one audience, known or not, and no number of them."""
    return isinstance(audience, (str, Hole, Text)) and not isinstance(audience, Spread)


def _oidc_url(instance: Instance) -> Tree:
    """As AWS gives it back, and the provider reads it into the state: without the scheme that is written.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
    """
    url = instance.written("url")
    return instance.unknown("url") if url is None else lift(_without_scheme, [url])


def _without_scheme(url: Tree) -> Tree:
    url = unwrapped(url)
    first, *others = url.parts if isinstance(url, Text) else (url,)
    return text(first.removeprefix("https://"), *others) if isinstance(first, str) else url


def _saml_arn(instance: Instance) -> Tree:
    written = instance.written("arn")
    if written is not None:
        return written
    return instance.arn(lift(lambda name: text("saml-provider/", as_text(name)), [_name(instance)]))


def _rendered(instance: Instance) -> Tree:
    """The deprecated `data.template_file`."""
    content, names = instance.written("template"), instance.written("vars")
    source = instance.frame.source(instance.placed.first, instance.placed.first)
    given = {} if names is None else names
    return lift(
        lambda known, known_names: instance.scope.files.template(known, known_names, instance.frame, source),
        [content, given],
    )


def _local_file(function: str, attribute: str) -> Callable[[Instance], Tree]:
    """A file that is read: as a resource of the module writes it, else as it lies in the tree, else not known."""

    def content(instance: Instance) -> Tree:
        def of(name: Tree) -> Tree:
            for kind in ("local_file", "local_sensitive_file"):
                for address in instance.scope.directory.addresses():
                    if address[:2] == ("resource", kind) and isinstance(name, str):
                        lazy = instance.scope.resource(address, instance.hole.where)
                        if isinstance(lazy, Lazy) and lazy.attribute("filename") == name:
                            return lazy.attribute(attribute)
            call = partial(instance.scope.file_function, function, [name], instance.frame, instance.placed.first)
            found = attempt(call)
            absent = isinstance(found, Failed) or (isinstance(found, Hole) and found.unset == NO_FILE)
            return instance.unknown(attribute) if absent else found

        return lift(of, [instance.written("filename")])

    return content


def _same_as(written: str) -> Callable[[Instance], Tree]:
    """What the argument `written` says, under another name."""

    def value(instance: Instance) -> Tree:
        found = instance.written(written)
        return instance.unknown(written) if found is None else found

    return value


_COMPUTED: dict[tuple[str, str, str], Callable[[Instance], Tree]] = {
    ("data", "aws_iam_policy_document", "json"): _document,
    ("data", "aws_iam_policy_document", "minified_json"): _document,
    ("data", "aws_caller_identity", "account_id"): _account,
    ("data", "aws_caller_identity", "id"): _account,
    ("data", "aws_caller_identity", "arn"): _caller_arn,
    ("data", "aws_iam_session_context", "issuer_arn"): _found_arn("role"),
    ("data", "aws_iam_roles", "arns"): _found_arns,
    ("data", "aws_partition", "partition"): _partition,
    ("data", "aws_partition", "id"): _partition,
    ("data", "aws_partition", "dns_suffix"): _dns_suffix,
    ("data", "databricks_aws_assume_role_policy", "json"): databricks.assume_role_policy,
    ("data", "databricks_aws_unity_catalog_assume_role_policy", "json"): databricks.unity_catalog_policy,
    ("data", "template_file", "rendered"): _rendered,
    ("data", "local_file", "content"): _local_file("file", "content"),
    ("data", "local_file", "content_base64"): _local_file("filebase64", "content_base64"),
    ("data", "local_sensitive_file", "content"): _local_file("file", "content"),
    ("data", "local_sensitive_file", "content_base64"): _local_file("filebase64", "content_base64"),
    ("data", "null_data_source", "outputs"): _same_as("inputs"),
    ("resource", "terraform_data", "output"): _same_as("input"),
    ("resource", "aws_iam_role", "arn"): _named_arn("role"),
    ("resource", "aws_iam_role", "id"): _name,
    ("resource", "aws_iam_role", "name"): _name,
    ("resource", "aws_iam_policy", "arn"): _named_arn("policy"),
    ("resource", "aws_iam_policy", "id"): _named_arn("policy"),
    ("resource", "aws_iam_user", "arn"): _named_arn("user"),
    ("resource", "aws_iam_user", "id"): _name,
    ("data", "aws_iam_role", "arn"): _found_arn("role"),
    ("data", "aws_iam_role", "id"): _same_as("name"),
    ("data", "aws_iam_user", "arn"): _found_arn("user"),
    ("", "aws_iam_openid_connect_provider", "arn"): _oidc_arn,
    ("", "aws_iam_openid_connect_provider", "url"): _oidc_url,
    ("", "aws_iam_saml_provider", "arn"): _saml_arn,
}


def surroundings(
    find: Callable[[Scope, Placed], Directory | None],
    given: Callable[[Directory], dict[str, Tree]],
    giving: Callable[[Directory, str], Origin | None],
) -> Surroundings:
    """What the scopes of one evaluation ask of what is around them; `find`, `given`, `giving`: as there."""
    return Surroundings(find, given, giving, attribute_of, undeclared_identity)


BARE = surroundings(lambda *_: None, lambda _: {}, lambda *_: None)  # of a file by itself, which is given nothing
