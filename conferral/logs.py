"""What is written down about what happens in a process? A line each, and nothing in it that is about a person.

Of a message only its template is written, as it stands in the code, and beside it the fields of `FIELDS`: whatever was
put into the template stays out. Of a fault there is its class and where it happened, and of its sentence only what
cannot hold anybody's data (decision 0046).
"""

from __future__ import annotations

import errno
import logging
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.types import Processor

FORMATS = ("json", "plain")
FIELDS = (
    *("route", "method", "status", "milliseconds"),  # of a request
    *("worker", "task", "sweep", "count"),  # of a worker
    *("mail", "fault"),
)
"""Which fields a line may have. None of them can say who somebody is, what they are called or what they looked for."""

SPEAKING: tuple[type[BaseException], ...] = (AttributeError, ImportError, NameError, ImproperlyConfigured)
"""Faults whose sentence names parts of the code or of the installation only; that of a ValueError may be a birthday."""

FRAMES = 40
ROOT = Path(__file__).resolve().parent.parent

_UNREACHABLE = {"psycopg.OperationalError", "psycopg_pool.PoolTimeout"}

_Line = MutableMapping[str, Any]
_Caught = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def formatter(form: str) -> logging.Formatter:
    """Return what makes lines of records: JSON for programs that read them, or plain for a person."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_log_level,
        add_logger_name,
        ExtraAdder(allow=FIELDS),
        _only_the_template,
        _where_it_failed,
    ]
    renderer = structlog.processors.JSONRenderer() if form == "json" else _plain
    drop = ProcessorFormatter.remove_processors_meta
    return ProcessorFormatter(foreign_pre_chain=before, processors=[drop, renderer], pass_foreign_args=True)


class Lines(logging.StreamHandler[TextIO]):
    """Writes lines to standard error; one that cannot be written is not printed in another way, values and all."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say that a line is missing, and whose."""
        with suppress(OSError, ValueError):
            self.stream.write(f"A line of {record.name} could not be written.{self.terminator}")


def described(fault: BaseException) -> str:
    """Return the class of a fault, with what of its sentence is about machines and not about people."""
    kind = type(fault)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {said}" if (said := _said(fault)) else name


def _said(fault: BaseException) -> str:
    """Return the harmless part of a fault's sentence: the database's and the system's own code, a name in the code."""
    inner = fault.__cause__ if type(fault).__module__ == "django.db.utils" and fault.__cause__ else fault
    if known := getattr(inner, "sqlite_errorname", None):
        return str(known)
    if code := getattr(inner, "sqlstate", None):
        rule = getattr(getattr(inner, "diag", None), "constraint_name", None)
        return f"{code} {rule}" if rule else str(code)
    if f"{type(inner).__module__}.{type(inner).__qualname__}" in _UNREACHABLE:
        return str(inner).partition("\n")[0]  # which server did not answer: nothing was asked of it yet
    if isinstance(fault, OSError) and fault.errno is not None:
        return errno.errorcode.get(fault.errno, str(fault.errno))
    return str(fault) if isinstance(fault, SPEAKING) else ""


def _only_the_template(_logger: Any, _method: str, line: _Line) -> _Line:
    """Let the message be its template; where nothing is put in now, it may have been put in before: say where it is.

    Our own templates have no places to put anything in.
    """
    record: logging.LogRecord = line["_record"]
    given = line.pop("positional_args", ())
    is_template = bool(given) or record.name.startswith("conferral")
    line["event"] = str(record.msg) if is_template else f"{record.module}:{record.lineno}"
    faults = [one for one in given if isinstance(one, BaseException)] if isinstance(given, tuple) else []
    if faults:
        line["fault"] = described(faults[0])
    line["process"] = record.process
    return line


def _where_it_failed(_logger: Any, _method: str, line: _Line) -> _Line:
    """Put the fault there, and what led to it, by file, line and function: never a value, never a local variable."""
    record: logging.LogRecord = line["_record"]
    # The handler beside this one must not print it with its sentence.
    caught: _Caught | None = line.pop("exc_info", None) or record.exc_info
    if caught and caught[1] is not None:
        line["fault"] = described(caught[1])
        line["traceback"] = [one for fault in _chain(caught[1]) for one in _told(fault)]
    return line


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """Yield what led to a fault, the first one first, and the fault itself."""
    found: list[BaseException] = []
    at: BaseException | None = fault
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    yield from reversed(found)


def _told(fault: BaseException) -> Iterator[str]:
    for frame, number in list(traceback.walk_tb(fault.__traceback__))[-FRAMES:]:
        file = Path(frame.f_code.co_filename)
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        yield f"{shown}:{number} {frame.f_code.co_name}"
    yield described(fault)


def _plain(_logger: Any, _method: str, line: _Line) -> str:
    """Render a line for a person: the instant, how bad it is, who says it and what, and the fault below."""
    told = [str(line.pop(name)) for name in ("timestamp", "level", "logger", "event")]
    trace = line.pop("traceback", [])
    line.pop("process", None)
    fields = [f"{name}={value}" for name, value in line.items()]
    below = ["Traceback:", *trace] if trace else []
    return "\n  ".join([" ".join([*told, *fields]), *below])
