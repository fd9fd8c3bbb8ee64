"""What is around every operation: how it is told that something cannot be done, and what it is called?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from inspect import Parameter, signature
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal, Refused
from conferral.web import problems
from conferral.web.api import once
from conferral.web.api.reading import Body
from conferral.web.api.told import Problem
from conferral.web.errors import TO_PROGRAMS

ALWAYS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WITH_BODY = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
CHANGED = (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)
IF_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag of what was looked at: where somebody changed it since, nothing is done (412).",
    "schema": {"type": "string", "pattern": r'^(\*|"r[0-9]{1,9}(-[0-9a-f]{16})?")$'},
}
IF_MATCH_NEEDED = {**IF_MATCH, "required": True}
SENTENCES = {
    "missing": ("field_missing", "this is needed and not there."),
    "extra_forbidden": ("field_unknown", "there is no such field; take it out."),
    "string_too_long": ("text_too_long", "at most {max_length} characters."),
    "string_type": ("text_expected", "write it as a text, in double quotes."),
    "too_long": ("too_many", "at most {max_length} at once, not {actual_length}."),
    "too_short": ("too_few", "name at least one."),
    "list_type": ("list_expected", "write a list, in square brackets."),
    "enum": ("word_unknown", "it can be {expected}."),
    "uuid_parsing": ("id_malformed", "this is no id; ids look like 0b5e1c2a-6d0b-4c41-9a3e-2f4f0c8f1d11."),
    "uuid_type": ("id_malformed", "this is no id; ids look like 0b5e1c2a-6d0b-4c41-9a3e-2f4f0c8f1d11."),
}
"""What is said of a value that cannot be meant, by pydantic's name for it: a code of ours, and the sentence."""
OBJECT = ("object_expected", "The body has to be a JSON object, in braces.")
OUTER = 2
BODY = "sent"
"""What the body of a request is called in every operation."""
UNKNOWN_PARAMETER = "parameter_unknown"


class Interface(NinjaAPI):
    """The operations under /api/v1/; each is named as its function is."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation for programs that are generated from the document."""
        return str(operation.view_func.__name__)


def answers(model: Any, *refusals: HTTPStatus, status: HTTPStatus = HTTPStatus.OK) -> dict[int, Any]:
    """Return what an operation may answer: what it is for, or a problem with one of the statuses."""
    return {int(status): model, **dict.fromkeys(map(int, sorted({*ALWAYS, *refusals})), Problem)}


def made() -> Interface:
    """Return the interface, without operations."""
    interface = Interface(
        title="Conferral", version="1", urls_namespace="api", openapi_url=None, docs_url=None, parser=Body()
    )
    interface.add_decorator(_knowing_what_is_asked)
    interface.add_exception_handler(Exception, _broken)
    interface.add_exception_handler(Refused, _refused)
    interface.add_exception_handler(Http404, _not_there)
    interface.add_exception_handler(ValidationError, _not_understood)
    interface.add_exception_handler(HttpError, _unreadable)
    interface.add_exception_handler(RequestDataTooBig, _too_large)
    return interface


def _knowing_what_is_asked(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a query that an operation does not know: a filter misspelled would be a filter left out."""
    known = {
        name
        for name, one in signature(operation).parameters.items()
        if one.default is not Parameter.empty and name != BODY
    }

    @wraps(operation)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        for name in request.GET:
            if name not in known:
                there_are = f"there are: {', '.join(sorted(known))}." if known else "there is none."
                raise Refused(Refusal(UNKNOWN_PARAMETER, f"The query {shortened(name)} is not known; {there_are}"))
        return operation(request, *args, **kwargs)

    return asked


def _refused(_request: HttpRequest, no: Any) -> HttpResponse:
    answer = problems.refused(no.refusal)
    return once.misunderstood(answer) if no.refusal.code == UNKNOWN_PARAMETER else answer


def _broken(_request: HttpRequest, fault: Exception | type[Exception]) -> NoReturn:
    """Leave a fault of ours to whoever keeps the faults."""
    raise fault


def _not_there(_request: HttpRequest, _fault: Any) -> HttpResponse:
    return problems.problem(HTTPStatus.NOT_FOUND, "not_there", TO_PROGRAMS["not_there"])


def _too_large(_request: HttpRequest, _fault: Any) -> HttpResponse:
    return problems.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", TO_PROGRAMS["too_large"])


def _unreadable(_request: HttpRequest, fault: Any) -> HttpResponse:
    """Say what of a body is no JSON."""
    cause = fault.__cause__
    refusal = cause.refusal if isinstance(cause, Refused) else Refusal("json_malformed", "The body: this is not JSON.")
    return once.misunderstood(problems.refused(refusal))


def _not_understood(_request: HttpRequest, fault: Any) -> HttpResponse:
    """Say of each value that cannot be meant where it stands, what is wrong, and what would be right."""
    told = [_told(error) for error in fault.errors]
    first = told[0]
    answer = problems.problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, first["code"], first["detail"], field=first["field"], errors=told
    )
    return once.misunderstood(answer)


def _told(error: dict[str, Any]) -> dict[str, str]:
    where = error["loc"][OUTER:] if error["loc"][0] == "body" else error["loc"][1:]
    field = ".".join(str(part) for part in where)
    if error["loc"][0] == "body" and not where:
        return {"code": OBJECT[0], "detail": OBJECT[1], "field": ""}
    code, sentence = SENTENCES.get(error["type"], (error["type"], f"{error['msg']}."))
    said = sentence.format(**error.get("ctx", {})) if error["type"] in SENTENCES else sentence
    return {"code": code, "detail": f"{field}: {said.removesuffix('.')}.", "field": field}
