"""Is the document what it says it is, is it what is served, and does the page for people say all of it?"""

from __future__ import annotations

import re
from html import unescape

import jsonschema_rs
import pytest
from django.test import Client
from schemathesis.openapi import from_dict

from conferral.web.api.document import INTERFACE, document
from conferral.web.api.reference import operations, shapes

pytestmark = pytest.mark.django_db
PROMISED = """
    GET /programs                            GET /programs/{code}          GET /programs/{code}/tally
    GET /programs/{code}/enrollments         POST /programs/{code}/enrollments
    GET /contacts                            POST /contacts                GET /contacts/{member_number}
    GET /contacts/{member_number}/transcript
    GET /enrollments/{enrollment}            PATCH /enrollments/{enrollment}
    POST /enrollments/{enrollment}/cancellation                            GET /enrollments/{enrollment}/events
    GET /enrollments/{enrollment}/requirements
    POST /enrollments/{enrollment}/requirements/{requirement}/completions
    POST /completions/{completion}/approval  POST /completions/{completion}/rejection
    POST /completions/{completion}/grade     POST /purges
"""


def test_what_is_promised_to_programs_is_there_and_nothing_else():
    promised = set(re.findall(r"([A-Z]+) (/\S+)", PROMISED))
    assert {(one.method, one.path.removeprefix("/api/v1")) for one in operations()} == promised


def test_the_document_is_served_to_anybody_as_it_is():
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == document()
    assert document()["openapi"] == "3.1.0"


def test_the_document_is_valid():
    from_dict(document()).validate()
    for schema in document()["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own():
    said = str(document())
    named = set(re.findall(r"#/components/schemas/(\w+)", said))
    assert named <= document()["components"]["schemas"].keys()
    ids = [one.id for one in operations()]
    assert len(set(ids)) == len(ids)
    assert all(one.title and one.said for one in operations())


def test_problems_are_problems_and_posts_may_be_repeated():
    for found in document()["paths"].values():
        for method, operation in found.items():
            problems = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert {"401", "403", "404", "422", "429", "503"} <= problems.keys()
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems.values())
            names = [one["name"] for one in operation["parameters"]]
            assert ("Idempotency-Key" in names) is (method == "post")
    assert INTERFACE.get_openapi_schema(path_prefix="/x/")["paths"].keys().isdisjoint(document()["paths"])


def test_the_page_says_all_of_it_without_a_script_or_a_style_of_its_own():
    answer = Client().get("/api/v1/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page) == []
    assert set(re.findall(r'(?:src|href)="(https?:[^"]*)"', page)) == set()
    words = unescape(page)
    for one in operations():
        assert f"<code>{one.method} {one.path}</code>" in words
        assert one.title in words
        for named in one.parameters:
            assert f"<code>{named.name}</code>" in words
    for shape in shapes():
        assert f'id="{shape.name}"' in page
    assert set(re.findall(r'href="#(\w+)"', page)) - set(re.findall(r'id="([\w-]+)"', page)) == set()
