"""`make bench`: speed and memory as ratios, each of two commands measured in turn, written to docs/performance.md.

Every number is of a whole process, as the kernel counts it when the process is reaped (`wait4`).  The time is CPU
time, so a busy machine disturbs it little; what a ratio compares ran alternately, so that it disturbs both alike.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# As what is installed runs: its bytecode is there, whatever the environment says of that.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
CHECKS = REPOSITORY / "checks"
PAGE = REPOSITORY / "docs" / "performance.md"
sys.path[:0] = [str(CHECKS), str(REPOSITORY / "tests")]

from roletrust.rules.catalog import EVERY, RULES  # noqa: E402
from samples import (  # noqa: E402
    fleet_policies,
    policies,
    write_account,
    write_attached,
    write_called,
    write_dump,
    write_fleet,
    write_modules,
    write_tree,
)

ROLES = 2_000
POLICIES = 500
FIRST = (1, 2, 3, 7, 90)
LATER = [each.id for each in EVERY if each.id not in {f"CKV_TRUST_{number}" for number in FIRST}]
DUMPED = 5_000
CALLED = 500
OF_CALLS = ("CKV_TRUST_16", "CKV_TRUST_17", "CKV_TRUST_18")
FLEET = 10_000
SCALES, A_DUMP = (10_000, 100_000, 1_000_000), 100_000  # roles of a fleet, and how many of them one dump has
FILES, MODULES = 300, 20
LARGE_DUMP, BESIDE = 200_000_000, 300.0  # bytes, and the megabytes that may be held beside what is found
SHORT = 9  # times as many runs of what takes less than a second, where a disturbance weighs more
MEASURABLE = 0.002  # seconds; less than that is lost among two starts of Python

Command = Sequence[str]


@dataclass(frozen=True)
class Cost:
    """Of one process, and of those that it waited for: CPU seconds, and the most memory that one of them held."""

    seconds: float
    megabytes: float
    printed: str = ""


@dataclass(frozen=True)
class Ratio:
    """`what` over `base`, and the most that it may be (None: shown for comparison only)."""

    title: str
    what: float
    base: float
    unit: str
    bound: float | None = None

    @property
    def value(self) -> float:
        return self.what / self.base

    @property
    def kept(self) -> bool:
        return self.bound is None or self.value <= self.bound

    def row(self) -> str:
        bound = "" if self.bound is None else f"≤ {self.bound:.2f}"
        verdict = bound if self.kept else f"{bound} **missed**"
        cells = (self.title, shown(self.what, self.unit), shown(self.base, self.unit), f"{self.value:.3f}", verdict)
        return f"| {' | '.join(cells)} |"


def shown(amount: float, unit: str) -> str:
    if unit == "s" and amount < 0.01:
        return f"{amount * 1e6:,.0f} µs"
    return f"{amount:,.2f} {unit}" if amount < 100 else f"{amount:,.0f} {unit}"


# --- measuring ---------------------------------------------------------------------------------------------------


def cost(command: Command) -> Cost:
    """Run `command` to its end.  Checkov ends with 1 where it found something; anything above is a failure."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL, cwd="/", env=COMPILED
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        complaints = errors.read()
        if process.returncode not in (0, 1) or "Traceback" in complaints:
            raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}:\n{complaints[-2_000:]}")
        output.seek(0)
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.read())


def in_turn(commands: dict[str, Command], runs: int) -> dict[str, list[Cost]]:
    """Each of `commands`, `runs` times, one after the other; a first round that warms the caches does not count."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            print(f"  {name} ({number}/{runs})", file=sys.stderr)
            measured = cost(command)
            if number:
                found[name].append(measured)
    return found


def seconds(costs: Sequence[Cost]) -> float:
    return statistics.median(each.seconds for each in costs)


def megabytes(costs: Sequence[Cost]) -> float:
    return statistics.median(each.megabytes for each in costs)


# --- what is measured --------------------------------------------------------------------------------------------


def scan(folder: Path, *more: str, framework: str = "terraform") -> Command:
    checkov = Path(sys.executable).with_name("checkov")
    words = ("--directory", folder, "--framework", *framework.split(), "--quiet", "--compact", "--skip-download", *more)
    return [str(word) for word in (checkov, *words)]


def pack(folder: Path, framework: str = "terraform") -> Command:
    return scan(folder, "--external-checks-dir", str(CHECKS), "--check", "CKV_TRUST_*", framework=framework)


IDLE = f"""
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

class Role(BaseResourceCheck):
    def scan_resource_conf(self, conf):
        return CheckResult.PASSED

class Document(BaseDataCheck):
    def scan_data_conf(self, conf):
        return CheckResult.UNKNOWN

for number in range({len(EVERY)}):
    Role("idle", f"CKV_TRUST_{{number}}", [CheckCategories.IAM], ["aws_iam_role"])
for number in range({len(RULES)}):
    Document("idle", f"CKV_TRUST_{{number}}", [CheckCategories.IAM], ["aws_iam_policy_document"])
"""


def idle(folder: Path, work: Path) -> Command:
    """As many checks as there are rules, which look at nothing: what Checkov itself takes to call them."""
    checks = work / "idle"
    checks.mkdir()
    (checks / "__init__.py").touch()
    (checks / "idle_checks.py").write_text(IDLE)
    return scan(folder, "--external-checks-dir", str(checks), "--check", "CKV_TRUST_*")


def scans(work: Path, runs: int) -> list[Ratio]:
    small, large = write_tree(work / "small", ROLES), write_tree(work / "large", 2 * ROLES)
    first = write_tree(work / "first rules", ROLES)
    (first / ".roletrust.yaml").write_text("rules:\n" + "".join(f"  {each}: off\n" for each in LATER))
    commands = {
        "pack": pack(small),
        "first rules": pack(first),
        "built-in": scan(small),
        "no check": scan(small, "--check", "CKV_NONE"),
        "idle": idle(small, work),
        "twice the roles": pack(large),
    }
    ours, few, theirs, none, nothing, double = in_turn(commands, runs).values()
    for each in (ours, few):
        assert "Failed checks: 0" not in each[0].printed, "the pack found nothing in the generated roles"
    return [
        Ratio(
            f"scan of {ROLES:,} roles: the pack alone over the built-in checks alone",
            seconds(ours),
            seconds(theirs),
            "s",
            1.0,
        ),
        Ratio(f"the same: {len(FIRST)} rules, the others switched off", seconds(few), seconds(theirs), "s", 0.90),
        Ratio("the same: no check at all over the built-in checks", seconds(none), seconds(theirs), "s"),
        Ratio(
            f"the same: {len(EVERY)} checks that look at nothing over the built-in checks",
            seconds(nothing),
            seconds(theirs),
            "s",
        ),
        Ratio("the same: memory", megabytes(ours), megabytes(theirs), "MB", 1.10),
        Ratio(f"scan of {2 * ROLES:,} roles over {ROLES:,}", seconds(double), seconds(ours), "s", 2.2),
    ]


def modules(work: Path, runs: int) -> list[Ratio]:
    """The same modules called from twice as many files."""
    small = write_modules(work / "files", FILES, MODULES)
    large = write_modules(work / "twice the files", 2 * FILES, MODULES)
    found = in_turn({"pack, modules": pack(small), "pack, twice the files": pack(large)}, runs)
    single, double = found["pack, modules"], found["pack, twice the files"]
    assert "module." in single[0].printed, "the pack found nothing in the generated modules"
    return [
        Ratio(
            f"scan of {2 * FILES} files that call {MODULES} modules, over {FILES}",
            seconds(double),
            seconds(single),
            "s",
            2.2,
        )
    ]


def attached(work: Path, runs: int) -> list[Ratio]:
    """The rules about all roles have something to look up: two attachments for each role."""
    small = write_attached(work / "attached", ROLES)
    large = write_attached(work / "twice attached", 2 * ROLES)
    commands = {"pack, attached": pack(small), "built-in, attached": scan(small), "pack, twice attached": pack(large)}
    ours, theirs, double = in_turn(commands, runs).values()
    title = f"scan of {ROLES:,} roles with {2 * ROLES:,} attachments"
    return [
        Ratio(f"{title}: the pack alone over the built-in checks alone", seconds(ours), seconds(theirs), "s", 1.0),
        Ratio(f"{title}: twice as many over them", seconds(double), seconds(ours), "s", 2.3),
    ]


def callers(work: Path, runs: int) -> list[Ratio]:
    """Workflows that assume a role each, and functions that are handed one: with the rules about them, and without."""
    on, off = (write_called(work / name, ROLES, CALLED, CALLED) for name in ("called", "called, rules off"))
    with (off / ".roletrust.yaml").open("a") as settings:
        settings.write("rules:\n" + "".join(f"  {each}: off\n" for each in OF_CALLS))
    frameworks = "terraform github_actions"
    found = in_turn({"calls": pack(on, frameworks), "calls, rules off": pack(off, frameworks)}, runs)
    ours, without = found["calls"], found["calls, rules off"]
    for each in OF_CALLS:
        assert f"Check: {each}:" in ours[0].printed, f"{each} found nothing in the generated calls"
        assert f"Check: {each}:" not in without[0].printed, f"{each} is not switched off"
    return [
        Ratio(
            f"scan of {ROLES:,} roles with {CALLED} workflows and {CALLED} resources that hold roles, over the same"
            f" without the rules {', '.join(OF_CALLS)}",
            seconds(ours),
            seconds(without),
            "s",
            1.25,
        )
    ]


def dumps(work: Path, runs: int) -> list[Ratio]:
    small, large = write_dump(work / "dump", DUMPED), write_dump(work / "large dump", 2 * DUMPED)
    found = in_turn({"dump": pack(small, "json"), "large dump": pack(large, "json")}, runs)
    single, double = found["dump"], found["large dump"]
    assert "Failed checks: 0" not in single[0].printed, "the pack found nothing in the dump"
    title = f"dump of {2 * DUMPED:,} roles over {DUMPED:,}"
    return [
        Ratio(title, seconds(double), seconds(single), "s", 2.2),
        Ratio(f"{title}: memory", megabytes(double), megabytes(single), "MB", 2.2),
    ]


READ = "import json, sys; texts = json.load(open(sys.argv[1]))[: int(sys.argv[2])]\n"

ANSWERS = f"""{READ}
sys.path[:0] = [{str(CHECKS)!r}, {str(CHECKS / "roletrust" / "door")!r}]
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.variants import variants
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source
from roletrust.rules.judgement import judge
owner = Owner(own=frozenset({{"210000000001"}}))
for text in texts:
    tree = parse_json(text, Source())
    judge([(each.conditions, read_policy(each.tree)) for each in variants(tree)], owner)
"""

PARLIAMENT = f"""{READ}
import warnings; warnings.simplefilter("ignore")
import parliament
for text in texts:
    parliament.analyze_policy_string(text)
"""

POLICYUNIVERSE = f"""{READ}
from policyuniverse.policy import Policy
for text in texts:
    policy = Policy(json.loads(text))
    policy.is_internet_accessible(), policy.principals, policy.condition_entries, policy.whos_allowed()
"""

JSON_LOADS = f"""{READ}
for text in texts:
    json.loads(text)
"""


def answers(work: Path, runs: int) -> list[Ratio]:
    """Each twice: with no policy at all, which is what its import costs, and with all of them."""
    sample = work / "policies"
    sample.write_text(json.dumps(policies(POLICIES)))
    programs = {
        "roletrust": ANSWERS,
        "parliament": PARLIAMENT,
        "policyuniverse": POLICYUNIVERSE,
        "json.loads": JSON_LOADS,
    }
    commands: dict[str, Command] = {}
    for name, program in programs.items():
        commands[f"{name}, none"] = [sys.executable, "-c", program, str(sample), "0"]
        commands[name] = [sys.executable, "-c", program, str(sample), str(POLICIES)]
    found = {name: seconds(costs) for name, costs in in_turn(commands, runs).items()}
    each = {name: (found[name] - found[f"{name}, none"]) / POLICIES for name in programs}
    whole = Ratio(
        f"{POLICIES} policies from text to all answers, over parliament",
        found["roletrust"],
        found["parliament"],
        "s",
        0.5,
    )
    return [
        whole,
        *(
            Ratio(f"the same without the imports, for one policy, over {peer}", each["roletrust"], each[peer], "s")
            for peer in ("parliament", "policyuniverse", "json.loads")
            if each[peer] * POLICIES > MEASURABLE
        ),
    ]


IMPORTS = f"""
import sys, time
start = time.process_time()
import checkov.main
between = time.process_time()
sys.path[:0] = [{str(CHECKS)!r}, {str(CHECKS / "roletrust" / "door")!r}]
import roletrust_checks
end = time.process_time()
print(between - start, end - between)
"""


def imports(runs: int) -> list[Ratio]:
    costs = in_turn({"import": [sys.executable, "-c", IMPORTS]}, runs)["import"]
    measured = [[float(word) for word in each.printed.split()] for each in costs]
    door, checkov = statistics.median(each[1] for each in measured), statistics.median(each[0] for each in measured)
    return [Ratio("import of the door, over the import of Checkov", door, checkov, "s", 0.03)]


ONE_ROLE = """resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "301000000001" } }]
  })
}
"""
DRAWN, WITHIN = 1_000, 5.0  # roles, and the seconds in which they are to be drawn


def roletrust(name: str, *words: str | Path) -> Command:
    return [str(word) for word in (Path(sys.executable).with_name("roletrust"), name, *words)]


def commands(work: Path, runs: int) -> list[Ratio]:
    """The engine as a command: over the same scan through Checkov, over a start of Python, and within its seconds."""
    many, some = write_tree(work / "of the command", ROLES), write_tree(work / "to be drawn", DRAWN)
    (work / "one.tf").write_text(ONE_ROLE)
    short = {"one": roletrust("check", work / "one.tf"), "start": [sys.executable, "-c", "pass"]}
    one, start = map(seconds, in_turn(short, SHORT * runs).values())
    long = {
        "command": roletrust("check", many, "--output-format", "json"),
        "pack": pack(many),
        "graph": roletrust("graph", some, "-o", work / "drawn.html"),
    }
    ours, theirs, drawn = map(seconds, in_turn(long, runs).values())
    return [
        Ratio(f"`roletrust check` on {ROLES:,} roles, over the pack in Checkov", ours, theirs, "s", 0.35),
        Ratio("`roletrust check` on one role, over 5 starts of Python and 100 ms", one, 5 * start + 0.1, "s", 1.0),
        Ratio(f"`roletrust graph` of {DRAWN:,} roles as a page, over {WITHIN:.0f} s", drawn, WITHIN, "s", 1.0),
    ]


ALONE = [word for rule in ("13", "14", "91") for word in ("--ignore", rule)]


def of_parliament(work: Path, policies: int) -> Command:
    """What has parliament look at the first policies of a fleet."""
    sample = work / "fleet policies"
    sample.write_text(json.dumps([json.dumps(each) for each in fleet_policies(FLEET)]))
    return [sys.executable, "-c", PARLIAMENT, str(sample), str(policies)]


def fleets(work: Path, runs: int) -> list[Ratio]:
    """One source by one process, without what keeps its roles: the rules about all of them."""
    small, large = write_fleet(work / "fleet.json.gz", FLEET), write_fleet(work / "large fleet.json.gz", 3 * FLEET)
    words: list[str | Path] = ["-o", work / "fleet.jsonl", "--jobs", "1", *ALONE]
    ran: dict[str, Command] = {
        "fleet": roletrust("fleet", small, *words, "--no-repairs"),
        "fleet, repaired": roletrust("fleet", small, *words),
        "large fleet": roletrust("fleet", large, *words, "--no-repairs"),
        "parliament, fleet": of_parliament(work, FLEET),
    }
    single, repaired, triple, theirs = in_turn(ran, runs).values()
    title = f"`roletrust fleet` of {FLEET:,} roles"
    return [
        Ratio(f"{title}, `--no-repairs`, over parliament on their policies", seconds(single), seconds(theirs), "s"),
        Ratio("the same with repairs", seconds(repaired), seconds(theirs), "s"),
        Ratio(f"`roletrust fleet` of {3 * FLEET:,} roles over {FLEET:,}", seconds(triple), seconds(single), "s", 3.3),
        Ratio("the same: memory", megabytes(triple), megabytes(single), "MB", 1.3),
    ]


def scaled(work: Path, jobs: int) -> list[Ratio]:
    """Fleets of up to a million roles, once each: a role over a policy that parliament is given before and after."""
    given, nothing = of_parliament(work, FLEET), cost(of_parliament(work, 0)).seconds
    theirs, ours = [(cost(given).seconds - nothing) / FLEET], []
    words = ["--no-repairs", "--jobs", str(jobs), *ALONE]
    for roles in SCALES:
        print(f"  {roles:,} roles", file=sys.stderr)
        dumps = work / f"fleet of {roles}"
        dumps.mkdir()
        for number in range(max(1, roles // A_DUMP)):
            write_fleet(dumps / f"{number}.json.gz", min(roles, A_DUMP), number)
        ours.append(cost(roletrust("fleet", dumps, "-o", work / "of all.jsonl", *words)))
        theirs.append((cost(given).seconds - nothing) / FLEET)
    each = [found.seconds / roles for found, roles in zip(ours, SCALES, strict=True)]
    around = [(before + after) / 2 for before, after in pairwise(theirs)]
    title = f"of {SCALES[-1]:,} roles over {SCALES[0]:,}"
    return [
        *(
            Ratio(f"`roletrust fleet`, a role of {roles:,}, over a policy by parliament", mine, other, "s")
            for roles, mine, other in zip(SCALES, each, around, strict=True)
        ),
        Ratio(f"the same: time a role {title}", each[-1], each[0], "s", 1.2),
        Ratio(f"the same: memory of a process {title}", ours[-1].megabytes, ours[0].megabytes, "MB", 1.3),
    ]


def large_dump(work: Path, jobs: int) -> list[Ratio]:
    """A dump by the command, by every rule, over all cores, once; and the memory of all its processes together."""
    dump, found = work / "account.json", work / "found.jsonl"
    roles = write_account(dump, LARGE_DUMP)
    words: list[str | Path] = ["--output-format", "json-lines", "-o", found, "--jobs", str(jobs)]
    print(f"  {roles:,} roles", file=sys.stderr)
    asked = roletrust("check", dump, *words)
    with MemoryOfAll() as memory:
        whole = cost(asked)
    written = found.stat().st_size / 1e6
    held = len(zlib.compress(found.read_bytes(), 1)) / 1e6  # what is found is kept packed until all of it is told
    title = f"`roletrust check` of a dump of {LARGE_DUMP / 1e6:.0f} MB, {roles:,} roles, {jobs} processes"
    return [
        Ratio(
            f"{title}: the largest process beside the findings, over {BESIDE:.0f} MB",
            whole.megabytes - held,
            BESIDE,
            "MB",
            1.0,
        ),
        Ratio("the same: the largest process, over what it wrote", whole.megabytes, written, "MB"),
        Ratio("the same: all processes together, over what it wrote", memory.most, written, "MB"),
        Ratio("the same: CPU time, over 1 ms a role", whole.seconds, roles / 1000, "s"),
    ]


class MemoryOfAll:
    """The most megabytes that this process's descendants hold together, looked at twice a second (Linux)."""

    def __init__(self) -> None:
        self.most, self._over = 0.0, threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self) -> MemoryOfAll:  # noqa: PYI034  # Self is of 3.11
        self._watch.start()
        return self

    def __exit__(self, *broke: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(map(held, descendants(os.getpid()))))


def descendants(of: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = list(children.get(of, ()))
    for each in found:
        found += children.get(each, ())
    return found


def held(process: int) -> float:
    """In megabytes, what it shares with others by parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


# --- the page ----------------------------------------------------------------------------------------------------


def cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def page(ratios: Sequence[Ratio], runs: int) -> str:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("checkov", "parliament", "policyuniverse")
    )
    machine = (
        f"{cpu_model()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {versions}"
    )
    rows = "\n".join(ratio.row() for ratio in ratios)
    return f"""# Performance

Written by `make bench`. CPU time and peak memory of whole processes, medians of {runs} alternating runs (of the
shorter ones: {SHORT * runs}).

Machine: {machine}.

| measured | roletrust | compared with | ratio | bound |
|---|---|---|---|---|
{rows}

The generated roles ({ROLES:,} in one directory, half of them with a data document), the files with module calls, the
workflows and functions, the dumps and the policies come from `tests/samples.py`; they are the same every time.

**The scan's bounds** are two: one of the {len(FIRST)} rules that there were at first
({", ".join(map(str, FIRST))}), one of all {len(EVERY)} together. The row of checks that look at nothing is
what those cost that Checkov asks one by one, {len(EVERY)} about a role and {len(RULES)} about a data document,
before they do anything; that is why one of ours answers for the others
([architecture.md](architecture.md#speed)). The built-in checks are 4 for a role and 10 for a data document.

**Dumps by the command**: `make bench ARGS='--only large-dump'` has `roletrust check` judge one of 200 MB by every rule.

**Larger dumps through Checkov**, measured by hand: 200 MB (148,000 roles) took 454 s of CPU time and 10.2 GB; why, and
what to do about it, says [using.md](using.md#what-is-read).

**Fleets.** `roletrust fleet` judges some 1,300 roles a second and core as accounts have them, in 62 MB whatever their
number, and takes five to six times what parliament takes with their texts; the figures, and how they were measured, are
in [fleet.md](fleet.md#over-all-cores-in-bounded-memory). `make bench ARGS='--only fleets'` measures them again.
"""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument(
        "--runs", type=int, default=5, help="how often each scan is measured (5); what is shorter, oftener"
    )
    words.add_argument(
        "--only",
        choices=(
            *("scans", "modules", "attached", "callers", "dumps", "answers", "imports", "commands", "fleets"),
            *("million", "large-dump"),
        ),
        help="one part; nothing is written then.  `million`, fleets of up to a million roles, and `large-dump` are"
        " measured so alone",
    )
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that judge these")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as work:
        parts: dict[str, Callable[[], list[Ratio]]] = {
            "scans": lambda: scans(Path(work), given.runs),
            "modules": lambda: modules(Path(work), given.runs),
            "attached": lambda: attached(Path(work), given.runs),
            "callers": lambda: callers(Path(work), given.runs),
            "dumps": lambda: dumps(Path(work), given.runs),
            "answers": lambda: answers(Path(work), SHORT * given.runs),
            "imports": lambda: imports(SHORT * given.runs),
            "commands": lambda: commands(Path(work), given.runs),
            "fleets": lambda: fleets(Path(work), given.runs),
        }
        alone: dict[str, Callable[[], list[Ratio]]] = {
            "million": lambda: scaled(Path(work), given.jobs),
            "large-dump": lambda: large_dump(Path(work), given.jobs),
        }
        wanted = {name: part for name, part in (parts | alone).items() if given.only == name} or parts
        ratios = [ratio for part in wanted.values() for ratio in part()]
    print("\n".join(ratio.row() for ratio in ratios))
    if given.only is None:
        PAGE.write_text(page(ratios, given.runs), encoding="utf-8")
    return 0 if all(ratio.kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
