"""How do people read what the interface can do? On a page made of the document, which is handed out too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from conferral.web.access import anyone, on_any_day
from conferral.web.api.document import document
from conferral.web.asking import Visiting
from conferral.web.pages import page

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A parameter, or a field of a body or an answer."""

    name: str
    where: str
    kind: str
    is_needed: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: how it is asked, and what it answers."""

    id: str
    group: str
    method: str
    path: str
    title: str
    said: str
    parameters: tuple[Named, ...]
    answer: str
    refusals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer or a part of one is made of."""

    name: str
    said: str
    fields: tuple[Named, ...]


@on_any_day
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view is given the request
    """Hand out the document."""
    return JsonResponse(document())


@anyone
@require_safe
def docs(request: Visiting) -> HttpResponse:
    """Show the page for people."""
    found = operations()
    groups = [(name, list(some)) for name, some in groupby(found, key=lambda one: one.group)]
    values = {"organization": request.organization, "info": document()["info"], "groups": groups, "shapes": shapes()}
    return page(request, "public/api.html", values)


def operations() -> list[Operation]:
    """Return every operation of the document, group by group."""
    return [
        Operation(
            id=operation["operationId"],
            group=operation["tags"][0],
            method=method.upper(),
            path=path,
            title=operation["summary"],
            said=operation.get("description", ""),
            parameters=(*_parameters(operation), *_body(operation)),
            answer=next(_answers(operation), ""),
            refusals=tuple(int(status) for status in operation["responses"] if int(status) >= 400),  # noqa: PLR2004 - a status
        )
        for path, found in document()["paths"].items()
        for method, operation in found.items()
    ]


def shapes() -> list[Shape]:
    """Return the shapes of all answers, by name; those of bodies stand with their operations."""
    found = document()["components"]["schemas"]
    return [
        Shape(name, said.get("description", ""), tuple(_fields(said, "")))
        for name, said in sorted(found.items())
        if "properties" in said and not name.endswith("Sent")
    ]


def _parameters(operation: Schema) -> Iterator[Named]:
    for one in operation["parameters"]:
        said = one.get("description", "")
        yield Named(name=one["name"], where=one["in"], kind=_kind(one["schema"]), is_needed=one["required"], said=said)


def _body(operation: Schema) -> Iterator[Named]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from _fields(_resolved(content["schema"]), "body")


def _fields(schema: Schema, where: str) -> Iterator[Named]:
    needed = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        said = one.get("description", "")
        yield Named(name=name, where=where, kind=_kind(one), is_needed=name in needed, said=said)


def _answers(operation: Schema) -> Iterator[str]:
    for status, answer in operation["responses"].items():
        if int(status) < 400:  # noqa: PLR2004 - a status
            for content in answer.get("content", {}).values():
                yield _kind(content["schema"])


def _resolved(schema: Schema) -> Schema:
    for part in schema.get("allOf", ()):
        return _resolved(part)
    named = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = document()["components"]["schemas"][named] if named else schema
    return found


def _kind(schema: Schema) -> str:
    """Say in a word or two what a value is."""
    if choices := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(_kind(one) for one in choices))
    if "$ref" in schema:
        found = _resolved(schema)
        return _kind(found) if "enum" in found else str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything"))
