"""What happened? Rows, constraints and querysets: the only entities there are."""

from conferral.models.account import Account
from conferral.models.among import Among
from conferral.models.api_key import ApiKey, GivenAnswer
from conferral.models.attachment import Attachment
from conferral.models.completion import Completion
from conferral.models.contact import Contact, Designation
from conferral.models.enrollment import Enrollment
from conferral.models.event import Event
from conferral.models.export import Export, ExportPart
from conferral.models.former_number import FormerNumber
from conferral.models.import_file import ImportFile, ImportRow
from conferral.models.job import Job, JobItem
from conferral.models.ledger import LedgerChange
from conferral.models.message import Message, ToldThrough
from conferral.models.offering import Offering
from conferral.models.organization import Organization
from conferral.models.pending_email import PendingEmail
from conferral.models.program import Program, Version
from conferral.models.registration import Cart, Hold, Order, Registration
from conferral.models.requirement import Category, Component, GradeScale, Requirement, Stage, UnitType
from conferral.models.seal import LogHead, Seal
from conferral.models.session import Session
from conferral.models.waitlist import Place
from conferral.models.worker import Slot, Worker

__all__ = [
    "Account",
    "Among",
    "ApiKey",
    "Attachment",
    "Cart",
    "Category",
    "Completion",
    "Component",
    "Contact",
    "Designation",
    "Enrollment",
    "Event",
    "Export",
    "ExportPart",
    "FormerNumber",
    "GivenAnswer",
    "GradeScale",
    "Hold",
    "ImportFile",
    "ImportRow",
    "Job",
    "JobItem",
    "LedgerChange",
    "LogHead",
    "Message",
    "Offering",
    "Order",
    "Organization",
    "PendingEmail",
    "Place",
    "Program",
    "Registration",
    "Requirement",
    "Seal",
    "Session",
    "Slot",
    "Stage",
    "ToldThrough",
    "UnitType",
    "Version",
    "Worker",
]
