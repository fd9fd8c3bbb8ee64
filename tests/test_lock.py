"""Does the lock name everything that is needed? Setting up installs what it names and asks no further."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
pytestmark = pytest.mark.once


def lacking(project: dict, packages: list) -> list[str]:
    """Name what of the needs of a project, and of the packages installed, is not there."""
    versions = {canonicalize_name(package.name): package.version for package in packages}
    needs = {
        canonicalize_name(package.name): [Requirement(one) for one in package.requires or []] for package in packages
    }
    asked = [("conferral", Requirement(line)) for line in project["project"]["dependencies"]]
    asked += [("conferral", Requirement(line)) for line in project["dependency-groups"]["dev"]]
    extras: defaultdict[str, set[str]] = defaultdict(lambda: {""})
    found, seen = [], set()
    while asked:
        who, need = asked.pop()
        name = canonicalize_name(need.name)
        if not need.specifier.contains(versions.get(name, ""), prereleases=True):
            found.append(f"{who} needs {need}; there is {versions.get(name, 'none')}")
        extras[name] |= need.extras
        for extra in extras[name]:
            if (name, extra) not in seen:
                seen.add((name, extra))
                asked += [
                    (name, one)
                    for one in needs.get(name, ())
                    if not one.marker or one.marker.evaluate({"extra": extra})
                ]
    return found


def test_nothing_that_is_needed_is_missing():
    assert lacking(tomllib.loads(PROJECT.read_text(encoding="utf-8")), list(distributions())) == []


def test_what_a_bucket_needs_is_what_everybody_needs_and_a_little_more():
    runtime, bucket, dev = (
        {
            line.strip(" \\")
            for line in (PROJECT.parent / "requirements" / f"{name}.txt").read_text().splitlines()
            if "==" in line
        }
        for name in ("runtime", "s3", "dev")
    )
    assert runtime < bucket <= dev
    assert {line.partition("==")[0] for line in bucket - runtime} >= {"boto3", "django-storages"}


@pytest.mark.parametrize("missing", ["tomli-w", "cffi", "qrcode", "pluggy"])
def test_a_package_that_is_missing_is_named(missing):
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    project["project"]["dependencies"].append("tomli-w>=1")
    left = [package for package in distributions() if canonicalize_name(package.name) != missing]
    assert any(f"needs {missing}" in line for line in lacking(project, left))
