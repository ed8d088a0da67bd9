"""moto as a real HTTP server, with a front that throttles, refuses and damages as AWS and networks do."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

ACCOUNT = "123456789012"  # moto's own
POLICY = re.compile(rb"<AssumeRolePolicyDocument>.*?</AssumeRolePolicyDocument>", re.DOTALL)
MEMBER = re.compile(rb"<(member|Role)>.*?</\1>", re.DOTALL)


class Front:
    """What stands before moto.  `put`: every evaluation that Config took note of, in order; `calls`: by action.

    `throttled`: each action is throttled at every so many-th call of it; 0 for never.  `refused`: ids of roles that
    Config refuses so many times more.  `unlisted`: names of roles that are listed without their policy; `broken`:
    those that are never given with one.  `denied`: actions that nobody may take.

    `hub`: every finding that Security Hub took note of; `unimported`: ARNs of roles of which it takes none.
    """

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.reset()

    def reset(self) -> None:
        self.put: list[dict[str, Any]] = []
        self.batches: list[int] = []
        self.hub: list[dict[str, Any]] = []
        self.unimported: set[str] = set()
        self.calls: Counter[str] = Counter()
        self.throttled = 0
        self.refused: Counter[str] = Counter()
        self.denied: set[str] = set()
        self.unlisted: set[str] = set()
        self.broken: set[str] = set()
        iam_backends.reset()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data(cache=True)
        environ["wsgi.input"] = _Again(body)
        if request.path == "/findings/import":
            return self._imported(json.loads(body))(environ, start)
        action = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        action = action or re.findall(rb"Action=(\w+)", body)[0].decode()
        self.calls[action] += 1
        if self.throttled and self.calls[action] % self.throttled == 0:
            is_json = bool(request.headers.get("X-Amz-Target"))
            return (_refusing("ThrottlingException", "Rate exceeded") if is_json else _throttled())(environ, start)
        if action in self.denied:
            return _refusing("AccessDeniedException", "You may not")(environ, start)
        if action == "PutEvaluations":
            return self._noted(json.loads(body))(environ, start)
        answer = Response.from_app(self._moto, environ)
        if action in ("ListRoles", "GetRole"):
            answer.set_data(MEMBER.sub(lambda found: self._damaged(found[0], action), answer.get_data()))
        return answer(environ, start)

    def _damaged(self, role: bytes, action: str) -> bytes:
        name = re.findall(rb"<RoleName>(.*?)</RoleName>", role)[0].decode()
        hidden = name in self.broken or (action == "ListRoles" and name in self.unlisted)
        return POLICY.sub(b"", role) if hidden else role

    def _noted(self, asked: dict[str, Any]) -> Response:
        given = asked["Evaluations"]
        self.batches.append(len(given))
        failed = [each for each in given if self.refused[each["ComplianceResourceId"]] > 0]
        self.refused.subtract(each["ComplianceResourceId"] for each in failed)
        self.put += [each for each in given if each not in failed]
        return Response(json.dumps({"FailedEvaluations": failed}), content_type="application/x-amz-json-1.1")

    def _imported(self, asked: dict[str, Any]) -> Response:
        """As Security Hub answers BatchImportFindings."""
        failed = [each for each in asked["Findings"] if each["Resources"][0]["Id"] in self.unimported]
        self.hub += [each for each in asked["Findings"] if each not in failed]
        said = [{"Id": each["Id"], "ErrorCode": "InvalidInput", "ErrorMessage": "no"} for each in failed]
        counts = {"FailedCount": len(failed), "SuccessCount": len(asked["Findings"]) - len(failed)}
        return Response(json.dumps({**counts, "FailedFindings": said}), content_type="application/json")


class _Again:
    """A body that was read, to be read again."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        found = self._body if size < 0 else self._body[:size]
        self._body = self._body[len(found) :]
        return found


def _refusing(code: str, message: str) -> Response:
    said = json.dumps({"__type": code, "message": message})
    return Response(said, 400, content_type="application/x-amz-json-1.1")


def _throttled() -> Response:
    """As IAM says it, in XML."""
    error = "<Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error>"
    return Response(f"<ErrorResponse>{error}</ErrorResponse>", 400, content_type="text/xml")


@contextmanager
def serving(front: Front) -> Iterator[str]:
    """The address of the server, while it serves."""
    server = make_server("127.0.0.1", 0, front, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def create_role(name: str, policy: dict[str, Any], path: str = "/") -> str:
    """Make a role, which would take a call each by HTTP; its id."""
    made = iam_backends[ACCOUNT]["aws"].create_role(
        role_name=name,
        assume_role_policy_document=json.dumps(policy),
        path=path,
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
    )
    return str(made.id)
