"""`roletrust`: the engine as a command.  Every answer is the pack's own verdict; nothing is sent anywhere."""

from __future__ import annotations

import gc
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from roletrust import __version__
from roletrust.replying.unanswerable import Unanswerable

# Each command's module is read when it is asked for: `roletrust check` does not pay for what the others need.
COMMANDS = {
    "check": ("checking", "Find flaws in the trust policies of files and directories."),
    "explain": ("explaining", "Say who can assume a role, or decide one request."),
    "show": ("showing", "Print a role's trust policy as it was evaluated."),
    "fix": ("fixing", "Repair trust policies in their files, each repair proved before it is written."),
    "migrate": ("migrating", "Introduce an external id, or replace one, without a call that is refused meanwhile."),
    "diff": ("comparing", "Say who newly gets in, and who no longer does, between two versions."),
    "fleet": ("surveying", "Find flaws in the roles of many accounts: dumps, AWS Config, states."),
    "graph": ("graphing", "Draw every way in from outside, and the roles that it leads to."),
    "drift": ("drifting", "Say who gets in live who should not by the code, and the other way round."),
    "test": ("expecting", "Check what a file of expectations says of roles."),
    "diagnose": ("diagnosing", "Say why a call was refused, and how it should have been."),
    "server": ("serving", "Tell an editor what is found while you type, who gets in, and the repair."),
    "gate": ("gating", "Fail where a configured external id is missing, empty, a placeholder or weak."),
    "page": ("paging", "Show the page that decides in the browser, and leaks nothing."),
    "rule": ("ruling", "Print the manual of a rule, or the list of all."),
    "opa": ("emitting", "Print the rules as Rego, for Open Policy Agent and Conftest."),
    "config-rule": ("deploying", "Write the custom rule of AWS Config: its code, and templates that deploy it."),
    "accept": ("accepting", "Skip a rule where a role is written, with a reason."),
    "init": ("starting", "Write the first settings."),
    "doctor": ("doctoring", "Look for what keeps Checkov, the pack and the settings from working together."),
    "completion": ("completing", "Print what a shell needs to complete the command's words."),
    "path": ("placing", "Print the directory to give to Checkov's --external-checks-dir."),
}


REDACT = "--redact"
REDACT_HELP = "Replace account numbers, names, ids and external ids in what is printed."
FOR_A_PROGRAM = ("server",)  # which has to have what they print as it is
BETWEEN_COLLECTIONS = 1_000_000  # new objects: of a dump of 6,000 roles, 228 were ever found to be garbage


class Ended(Exception):
    """What would have ended the process, perhaps with status 0, though nothing has been answered."""


class Lazily(click.Group):
    """The commands by name, each imported when it is asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        """As click has it.  Raises Ended at an error of a class that nobody catches."""
        try:
            return super().invoke(ctx)
        except BaseException as error:
            if isinstance(error, (Exception, KeyboardInterrupt)):
                raise
            raise Ended from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"roletrust.command.{COMMANDS[cmd_name][0]}").command
        if cmd_name in FOR_A_PROGRAM and ctx.params.get("redact"):
            raise click.UsageError(f"{REDACT}: an editor has to have what `{cmd_name}` tells it as it is")
        if cmd_name not in FOR_A_PROGRAM and not any(REDACT in each.opts for each in found.params):
            found.params.append(click.Option([REDACT], is_flag=True, expose_value=False, help=REDACT_HELP))
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with what each is for, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


def tell_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    """Print the version and the dates of the tables, if it is `asked` for, and end."""
    if not asked:
        return
    tables = (
        ("AWS managed policies", "engine.tables.managed_policies"),
        ("claims of tokens", "engine.policy.oidc_claims"),
        ("vendors' accounts", "rules.tables.vendors"),
    )
    click.echo(f"roletrust {__version__}")
    for name, module in tables:
        click.echo(f"{name}: as of {import_module(f'roletrust.{module}').READ}")
    ctx.exit()


@click.group(cls=Lazily, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=tell_version,
    help="Print the version, and of what date its tables are.",
)
@click.option(REDACT, is_flag=True, help=REDACT_HELP)
def app(redact: bool) -> None:
    """Decide who can assume an AWS IAM role, from the role's trust policy.

    Nothing leaves the machine. Exit status: 0 nothing found, 1 something found, 2 it could not be asked.
    """


def main() -> None:
    """Run the command line.  What breaks is told on stderr, with exit status 2."""
    gc.set_threshold(BETWEEN_COLLECTIONS)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # of a terminal that has not every letter
    if REDACT in sys.argv:
        from roletrust.command.redacting import redacting  # noqa: PLC0415  # for whom it is asked

        with redacting(sys.argv[1:]):
            status = answered()
    else:
        status = answered()
    gc.freeze()  # what is left ends with the process: it need not be gone through for garbage first
    sys.exit(status or 0)


def answered() -> int:
    """What is asked for on the command line, told.  Returns the exit status."""
    try:
        return app(standalone_mode=False) or 0
    except click.Abort:
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except Unanswerable as error:
        click.ClickException(str(error)).show()
        return 2
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        click.ClickException(f"{named}{error.strerror or error}").show()
        return 2
    except Exception:
        traceback.print_exc()
        click.echo("roletrust itself broke: please report this, with what is above", err=True)
        return 2
