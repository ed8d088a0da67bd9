"""Two solvers, each asked by itself, with a limit on its work: counted, so that it is the same on a busy machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import cvc5
import z3

SAT, UNSAT, OPEN = "sat", "unsat", "timeout"
FIRST_LIMIT, LIMIT = 2, 10  # seconds of one core, as work: what each solver counts as such
Z3_WORK, CVC5_WORK, BUSY = 2_000_000, 50_000, 20  # a second's worth of each; how much longer a clock may take


FOLDED = re.compile(r"\(str\.to_lower ")
# Of letter case z3 knows nothing.  A function of which no more is said has more models: `unsat` is as good, `sat` not.
FOLDING = "(declare-fun lower (String) String)"


def by_z3(script: str, limit: int = LIMIT) -> str:
    """`sat`, `unsat`, or `timeout` where it could not tell."""
    solver = z3.Solver()
    solver.set("rlimit", limit * Z3_WORK)
    solver.set("timeout", limit * BUSY * 1_000)
    folds = bool(FOLDED.search(script))
    solver.from_string(f"{FOLDING}\n{FOLDED.sub('(lower ', script)}{''.join(_of_case(script))}" if folds else script)
    found = str(solver.check())
    return found if found == UNSAT or (found == SAT and not folds) else OPEN


def _of_case(script: str) -> Iterator[str]:
    """What is true of every text in lower case, for each that the script has."""
    for at in sorted({found.end() for found in FOLDED.finditer(script)}):
        text = script[at : _end(script, at)]
        yield f"\n(assert (= (str.len (lower {text})) (str.len {text})))"
        yield f'\n(assert (not (str.in_re (lower {text}) (re.++ re.all (re.range "A" "Z") re.all))))'
        yield f'\n(assert (or (= (lower {text}) {text}) (str.in_re {text} (re.++ re.all (re.range "A" "Z") re.all))))'


def _end(script: str, at: int) -> int:
    """Where the term that begins at `at` ends."""
    depth, quoted, barred = 0, False, False
    while True:
        each = script[at]
        if each == '"' and not barred:
            quoted = not quoted
        elif each == "|" and not quoted:
            barred = not barred
        elif not quoted and not barred:
            depth += {"(": 1, ")": -1}.get(each, 0)
        at += 1
        if depth < 0:
            return at - 1
        if depth == 0 and not quoted and not barred and (each in ')"|' or script[at] in " )"):
            return at


def by_cvc5(script: str, limit: int = LIMIT) -> str:
    """The same of cvc5."""
    solver = cvc5.Solver()
    _read(solver, script, limit)
    found = solver.checkSat()
    return SAT if found.isSat() else UNSAT if found.isUnsat() else OPEN


def model_of(script: str, limit: int = LIMIT) -> dict[str, str] | None:
    """What the texts are in a model that cvc5 finds, by name; None where it finds none."""
    solver = cvc5.Solver()
    solver.setOption("produce-models", "true")
    declared = _read(solver, script, limit).getDeclaredTerms()
    if not solver.checkSat().isSat():
        return None
    values = ((each.getSymbol().strip("|"), solver.getValue(each)) for each in declared if each.getSort().isString())
    return {name: value.getStringValue() for name, value in values}


def _read(solver: cvc5.Solver, script: str, limit: int) -> cvc5.SymbolManager:
    """Tell the solver what the script says; what comes back knows its constants."""
    solver.setOption("strings-exp", "true")
    solver.setOption("rlimit-per", str(limit * CVC5_WORK))
    solver.setOption("tlimit-per", str(limit * BUSY * 1_000))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"(set-logic ALL)\n{script}", "case")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    return symbols
