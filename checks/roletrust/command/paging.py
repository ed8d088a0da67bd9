"""`roletrust page`: the page that decides in the browser, served to this machine alone."""

from __future__ import annotations

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

import roletrust

BUILT = ("..", "..", "build", "page")  # from the package, in a clone in which it is built


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
    built = folder or os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(roletrust.__file__)), *BUILT))
    if not os.path.isfile(os.path.join(built, "index.html")):
        raise click.UsageError(f"the page is not built in {built}: run `make page` in a clone, or name its folder")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=built))
    except OSError as error:
        raise click.ClickException(f"127.0.0.1:{port} cannot be served: {error}; --port takes another") from None
    click.echo(f"http://127.0.0.1:{server.server_port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
