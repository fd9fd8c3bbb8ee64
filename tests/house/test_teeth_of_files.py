"""Do the checks of files bite? Each is given a file that breaks its rule."""

from __future__ import annotations

import pytest

from tests.house import files


def plant(root, name, text='"""Why? Because."""\n'):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def test_401_lines_are_too_long_and_400_are_not(tmp_path):
    plant(tmp_path, "conferral/fits.py", "x = 1\n" * 400)
    assert files.too_long(tmp_path) == []
    plant(tmp_path, "conferral/static/long.css", "a {}\n" * 401)
    assert files.too_long(tmp_path) == ["conferral/static/long.css: 401 lines, at most 400"]


def test_301_lines_raise_the_question(tmp_path):
    plant(tmp_path, "scripts/short.py", "x = 1\n" * 300)
    plant(tmp_path, "scripts/longish.py", "x = 1\n" * 301)
    assert files.questionable(tmp_path) == ["scripts/longish.py: 301 lines. One question?"]


@pytest.mark.parametrize("name", sorted(files.NAMELESS))
@pytest.mark.parametrize(
    "where", ["conferral/rules/{}.py", "conferral/{}/days.py", "tests/{}.py", "conferral/static/{}.css"]
)
def test_a_name_that_says_nothing_is_found(tmp_path, name, where):
    assert files.nameless(plant(tmp_path, where.format(name)))


def test_a_name_that_says_something_is_fine(tmp_path):
    assert files.nameless(plant(tmp_path, "conferral/rules/baseline.py")) == []


@pytest.mark.parametrize(
    "text", ["x = 1\n", '"""All about days."""\n', '"""About days. Which?"""\n', '"""Days.\n\nWhich?\n"""\n']
)
def test_a_module_that_asks_nothing_is_found(tmp_path, text):
    assert files.without_question(plant(tmp_path, "conferral/rules/days.py", text))


def test_a_module_that_asks_first_is_fine(tmp_path):
    assert files.without_question(plant(tmp_path, "conferral/rules/days.py", '"""Which day? One."""\n')) == []
