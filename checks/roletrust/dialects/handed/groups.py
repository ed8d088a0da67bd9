"""Where a resource is handed a role that a service assumes: by type of resource, the arguments and the services.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from typing import NamedTuple

DOCS = "https://docs.aws.amazon.com/"
SUFFIX = ".amazonaws.com"
EACH = "[]"  # of a list of a template


class Group(NamedTuple):
    """Arguments whose role the same service assumes.

    `services`: its name without a suffix, several with `|` between them where any will do.  `page`: where AWS says
    whom the role has to let in, below DOCS.  `places`: one a line, a type of resource and its arguments: each the names
    from the outermost block inwards, with points between them; `a,b` is a or b, there; `[]` is each of a list in a
    template.
    """

    services: str
    page: str
    places: str


class Place(NamedTuple):
    """One argument of a type of resource: `path`, from the outermost block inwards.

    `services`: as principals name them, any of which will do; `page`: in full.
    """

    kind: str
    path: tuple[str, ...]
    services: tuple[str, ...]
    page: str

    @property
    def argument(self) -> str:
        """As findings name it: `extended_s3_configuration.role_arn`."""
        return ".".join(each for each in self.path if each != EACH)


def places_of(group: Group) -> list[Place]:
    services = tuple(f"{each}{SUFFIX}" for each in group.services.split("|"))
    found: list[Place] = []
    for line in group.places.split("\n"):
        kind, *arguments = line.split()
        for argument in arguments:
            paths: list[tuple[str, ...]] = [()]
            for step in argument.split("."):
                paths = [(*path, each) for path in paths for each in step.split(",")]
            found += [Place(kind, path, services, f"{DOCS}{group.page}") for path in paths]
    return found
