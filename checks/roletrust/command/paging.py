"""`roletrust page`: the page that decides in the browser, served to this machine alone."""

from __future__ import annotations

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

import roletrust
from roletrust.command.reporting import HOME

PACKAGE = os.path.dirname(os.path.abspath(roletrust.__file__))
BUILT = os.path.normpath(os.path.join(PACKAGE, "..", "..", "build", "page"))  # in a clone
BUILDER = os.path.join(PACKAGE, "page", "browser", "build.py")  # which a wheel has not


class Handler(SimpleHTTPRequestHandler):
    """The files of the page, of the kinds that browsers demand; nothing is logged."""

    extensions_map = {  # noqa: RUF012  # as its base has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".gz": "application/octet-stream",  # the page unpacks it
    }

    def log_message(self, *_: Any) -> None:
        pass


def missing(built: str) -> str:
    """What to do, where there is no page in the folder `built`."""
    if built != BUILT:
        return f"there is no page in {built}: name the folder that `make page` writes, build/page of a clone"
    if os.path.exists(BUILDER):
        return f"the page is not built yet: run `make page` in {os.path.dirname(os.path.dirname(BUILT))}"
    return (
        "an installed package has no page, since that is built for a browser, with Node.js and npm. Build it once, and "
        f"name it:\n  git clone {HOME} && make -C roletrust page\n  roletrust page roletrust/build/page"
    )


@click.command("page")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False), metavar="[DIRECTORY]")
@click.option("--port", default=8017, show_default=True, help="On 127.0.0.1; 0 takes any that is free.")
def command(folder: str | None, port: int) -> None:
    """Show the page that `make page` builds, until it is interrupted.

    What is typed there is decided in the browser, by the same Python, and sent to nobody, this server included.

    \b
    Example:
      roletrust page
    """
    built = folder or BUILT
    if not os.path.isfile(os.path.join(built, "index.html")):
        raise click.ClickException(missing(built))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=built))
    except OSError as error:
        raise click.ClickException(f"127.0.0.1:{port} cannot be served: {error}; --port takes another") from None
    click.echo(f"http://127.0.0.1:{server.server_port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
