"""What the providers and resources of Terraform plans call, or hand to services, and which role that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic

from roletrust.dialects.callers.anywhere_profiles import PLACES, presented
from roletrust.dialects.callers.anywhere_profiles import TERRAFORM as PROFILES
from roletrust.dialects.callers.provider_arguments import PROVIDERS
from roletrust.dialects.handed import edge_functions
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.plan.plan import Plan
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value
from roletrust.reading.callers import pool_roles
from roletrust.reading.callers.made import Caller, Made, Named, R, Roles, by_role, findings, without_setting
from roletrust.reading.callers.pod_associations import ARGUMENTS, calls_of
from roletrust.reading.callers.sessions_asked import session_of
from roletrust.reading.landscape import Among
from roletrust.reading.skips import Written

PODS = "aws_eks_pod_identity_association"


class RolesOfPlans(Generic[R]):
    """The `roles` of a scan: how each plan finds them, by their addresses there, or by an ARN."""

    def __init__(self, roles: Iterable[R]) -> None:
        every = tuple(roles)
        self.by_plan: dict[str, dict[str, R]] = {}
        for each in every:
            self.by_plan.setdefault(each.case.subject.source.file, {})[each.case.subject.label] = each
        self._roles = Roles(every, lambda _: ())

    def named(self, file: str) -> Named[R]:
        """How the plan that its roles call `file` finds any of them."""
        here = self.by_plan.get(file, {})
        return lambda role: here.get(str(role)) or self._roles.named(role)


def of_provider(plan: Plan, address: str, file: str, named: Named[R]) -> Iterator[Made[R]]:
    """What the provider at `address` (`aws.vendor`, `aws.default`) assumes.  `file`: the plan, as its roles call it."""
    own = address.removesuffix(".default")
    for each in plan.assumed(own):
        asked = session_of(each.asked, each.by is not None)
        role, setting, _ = each.arguments[:3]
        call = Call(each.role, each.external_id, f"provider {own}", setting, Source(file), by=each.by, session=asked)
        for called, ways in by_role([((), call)], named):
            yield Made(ways, called, f"beside `{role}`", partial(corrected, setting))


def of_resource(plan: Plan, address: str, kind: str, file: str, named: Named[R]) -> Iterator[Made[R]]:
    """What the resource of that `kind` at `address` calls, or hands to services."""
    known = plan.known(address, *ARGUMENTS.values()) if kind == PODS else None
    if known:
        said = {**dict(zip(ARGUMENTS, known, strict=True)), "role": plan.named_by(address, ARGUMENTS["role"])}
        yield from without_setting(calls_of(Map(said), Source(file), address), named)
    yield from of_pool(plan, address, file, named) if kind == pool_roles.TERRAFORM else ()
    for place, role in plan.handed(address, [PLACES[kind]] if kind == PROFILES else ()):
        call = presented(Call(role, None, address, place.argument, Source(file)))
        yield from without_setting([((), call)], named)
    for place, role in (*plan.handed(address, by_kind().get(kind, ())), *plan.handed_at_edge(address)):
        call = Call(role, None, address, place.argument, Source(file), services=place.services, page=place.page)
        yield from without_setting([((), call)], named)


def of_pool(plan: Plan, address: str, file: str, named: Named[R]) -> Iterator[Made[R]]:
    """What the identities of a pool call, to which the resource at `address` attaches roles."""
    pool = (plan.known(address, "identity_pool_id") or (None,))[0]
    for roles, guests in plan.attached(address):
        for call in pool_roles.calls_of(Map({"pool": pool, "roles": Map(roles)}), guests, Source(file), address):
            yield from without_setting(call, named)


def corrected(setting: str, external_id: Value) -> str:
    """In a plan nothing tells by which name the configuration knows it."""
    return f'{setting} = "{external_id}"' if setting and isinstance(external_id, str) else ""


@dataclass(frozen=True)
class PlanCallers:
    """What calls roles in `plans`, each by its file as findings name it."""

    plans: dict[str, Plan] = field(default_factory=dict)

    def __call__(self, roles: Sequence[Among], elsewhere: Named[Among] | None = None) -> Iterator[Caller]:
        """Each provider of a root module and each resource, with its calls of these roles alone."""
        known = RolesOfPlans(roles)
        for file, plan in self.plans.items():
            named, where = known.named(file), partial(Written, Source(file), ())
            for name in plan.providers:
                address = name if "." in name else f"{name}.default"
                if name.partition(".")[0] in PROVIDERS:
                    calls = partial(of_provider, plan, address, file, named)
                    yield Caller(address, where, partial(findings, calls))
            for address, kind in plan.of_kinds(
                {PODS, PROFILES, pool_roles.TERRAFORM, edge_functions.TERRAFORM, *by_kind()}
            ):
                made = partial(of_resource, plan, address, kind, file, named)
                yield Caller(address, where, partial(findings, made))
