"""Which addresses has the Staff site? Nouns; programs by code, contacts by member number, the rest by opaque keys."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from conferral.web.access import staff_only
from conferral.web.staff import (
    cancelling,
    certification_category,
    certification_definition,
    certification_examples,
    certification_file,
    certification_new,
    certification_policies,
    certification_preview,
    certification_publication,
    certification_requirement,
    certification_requirements,
    certification_versions,
    certifications,
    completion,
    completion_files,
    component,
    components,
    contact,
    definition,
    enrollees,
    enrolling,
    enrollment,
    enrollment_deciding,
    extending,
    file,
    grade_scales,
    inactive,
    job_undoing,
    jobs,
    moving,
    offering,
    offerings,
    pending,
    pending_decisions,
    pending_programs,
    program,
    program_export,
    program_test,
    programs,
    purging,
    registered,
    requirement,
    requirement_correcting,
    requirement_deciding,
    requirement_voiding,
    unit_types,
    waiting_files,
)

app_name = "staff"
BY_PROGRAM = "certification/enrollments/programs/"
BY_ENROLLEE = "certification/enrollments/contacts/"
INACTIVE = "certification/enrollments/inactive/"
COMPLETIONS = "certification/approvals/requirements/"
PROGRAMS = "certification/approvals/programs/"
ENROLLMENT = "certification/enrollments/<uuid:key>/"
RECORD = f"{ENROLLMENT}requirements/<named:code>/completions/"
COMPLETION = f"{RECORD}<uuid:completion>/"
CERTIFICATION = "certification/programs/<named:code>/"
REQUIREMENT_NEW = f"{CERTIFICATION}requirements/new/"
REQUIREMENT = f"{CERTIFICATION}requirements/by-code/<named:requirement>/"
CATEGORY_NEW = f"{CERTIFICATION}categories/new/"
CATEGORY = f"{CERTIFICATION}categories/by-code/<named:category>/"
NEW = "certification/new/"
COMPONENT = "certification/components/<named:component>/"
OFFERING = "certification/offerings/<uuid:offering>/"
UNIT_TYPE = "certification/unit-types/<uuid:unit_type>/"
GRADE_SCALE = "certification/grade-scales/<uuid:grade_scale>/"
EXAMPLE = f"{CERTIFICATION}examples/<int:place>/"

urlpatterns = [
    path("", staff_only(RedirectView.as_view(pattern_name="staff:programs")), name="home"),
    path(BY_PROGRAM, programs.by_program, name="programs"),
    path(f"{BY_PROGRAM}<named:code>/", program.program, name="program"),
    path(f"{BY_PROGRAM}<named:code>/test/", program_test.test, name="program-test"),
    path(f"{BY_PROGRAM}<named:code>/definition/", definition.definition, name="definition"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/", enrolling.find, name="enroll"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/review/", enrolling.review, name="enroll-review"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/registration/", enrolling.register, name="enroll-register"),
    path(f"{BY_PROGRAM}<named:code>/enrollees/registration/<uuid:batch>/", registered.registered, name="registered"),
    path(f"{BY_PROGRAM}<named:code>/export/", program_export.export, name="program-export"),
    path(f"{BY_PROGRAM}<named:code>/extension/", extending.extension, name="extension"),
    path(f"{BY_PROGRAM}<named:code>/cancellations/", cancelling.cancellations, name="cancellations"),
    path(f"{BY_PROGRAM}<named:code>/moves/selection/", moving.selection, name="selection-move"),
    path(f"{BY_PROGRAM}<named:code>/moves/", moving.find, name="moves"),
    path(f"{BY_PROGRAM}<named:code>/moves/review/", moving.review, name="move-review"),
    path(f"{BY_PROGRAM}<named:code>/moves/made/", moving.move, name="move"),
    path(f"{BY_PROGRAM}<named:code>/moves/made/<uuid:batch>/", moving.moved, name="moved"),
    path(BY_ENROLLEE, enrollees.by_enrollee, name="enrollees"),
    path(f"{BY_ENROLLEE}<named:member_number>/", enrollees.enrollee, name="enrollee"),
    path(INACTIVE, inactive.inactive, name="inactive"),
    path(f"{INACTIVE}file/", inactive.export, name="inactive-file"),
    path(f"{INACTIVE}review/", purging.review, name="purge-review"),
    path(f"{INACTIVE}purge/", purging.purge, name="purge"),
    path(ENROLLMENT, enrollment.enrollment, name="enrollment"),
    path(f"{ENROLLMENT}test/", enrollment_deciding.test, name="enrollment-test"),
    path(f"{ENROLLMENT}approval/", enrollment_deciding.approve, name="enrollment-approval"),
    path(f"{ENROLLMENT}requirements/<named:code>/", requirement.requirement, name="requirement"),
    path(RECORD, completion.record, name="record"),
    path(f"{RECORD}files/", completion_files.files, name="record-files"),
    path("certification/completions/<uuid:key>/files/", waiting_files.files, name="completion-files"),
    path("certification/files/<uuid:key>/", file.file, name="file"),
    path(COMPLETIONS, pending.requirement_completions, name="requirement-completions"),
    path(f"{COMPLETIONS}approval/", pending_decisions.approve, name="completions-approval"),
    path(f"{COMPLETIONS}rejection/", pending_decisions.reject, name="completions-rejection"),
    path(f"{COMPLETIONS}<uuid:completion>/grade/", pending_decisions.grade, name="pending-grade"),
    path(PROGRAMS, pending_programs.program_completions, name="program-completions"),
    path(f"{PROGRAMS}approval/", pending_programs.approve, name="programs-approval"),
    path(f"{PROGRAMS}<uuid:key>/sending-back/", pending_programs.send_back, name="sending-back"),
    path(f"{COMPLETION}grade/", requirement_deciding.grade, name="completion-grade"),
    path(f"{COMPLETION}approval/", requirement_deciding.approve, name="completion-approval"),
    path(f"{COMPLETION}rejection/", requirement_deciding.reject, name="completion-rejection"),
    path(f"{COMPLETION}correction/", requirement_correcting.correct, name="completion-correction"),
    path(f"{COMPLETION}voiding/", requirement_voiding.void, name="completion-voiding"),
    path("certification/programs/", certifications.certifications, name="certifications"),
    path("certification/new/", certification_new.create, name="certification-new"),
    path(f"{CERTIFICATION}definition/", certification_definition.definition, name="certification-definition"),
    path(f"{CERTIFICATION}requirements/", certification_requirements.arrange, name="certification-requirements"),
    path(REQUIREMENT_NEW, certification_requirement.add, name="certification-requirement-new"),
    path(REQUIREMENT, certification_requirement.change, name="certification-requirement"),
    path(f"{REQUIREMENT}removal/", certification_requirement.remove, name="certification-requirement-removal"),
    path(CATEGORY_NEW, certification_category.add, name="certification-category-new"),
    path(CATEGORY, certification_category.change, name="certification-category"),
    path(f"{CATEGORY}removal/", certification_category.remove, name="certification-category-removal"),
    path(f"{CERTIFICATION}policies/", certification_policies.policies, name="certification-policies"),
    path(f"{CERTIFICATION}versions/", certification_versions.versions, name="certification-versions"),
    path(f"{CERTIFICATION}preview/", certification_preview.foresee, name="certification-preview"),
    path(f"{CERTIFICATION}publication/", certification_publication.publish, name="certification-publication"),
    path(f"{CERTIFICATION}draft/removal/", certification_versions.removal, name="certification-draft-removal"),
    path(f"{CERTIFICATION}copy/", certification_new.copy, name="certification-copy"),
    path("certification/components/", components.components, name="components"),
    path(f"{NEW}component/", component.add, name="component-new"),
    path(COMPONENT, component.component, name="component"),
    path(f"{COMPONENT}details/", component.change, name="component-details"),
    path(f"{COMPONENT}retirement/", component.retire, name="component-retirement"),
    path(f"{COMPONENT}removal/", component.remove, name="component-removal"),
    path("certification/offerings/", offerings.offerings, name="offerings"),
    path(f"{NEW}offering/", offering.add, name="offering-new"),
    path(OFFERING, offering.offering, name="offering"),
    path(f"{OFFERING}details/", offering.change, name="offering-details"),
    path(f"{OFFERING}retirement/", offering.retire, name="offering-retirement"),
    path(f"{OFFERING}removal/", offering.remove, name="offering-removal"),
    path("certification/unit-types/", unit_types.unit_types, name="unit-types"),
    path(f"{NEW}unit-type/", unit_types.add, name="unit-type-new"),
    path(UNIT_TYPE, unit_types.unit_type, name="unit-type"),
    path(f"{UNIT_TYPE}retirement/", unit_types.retire, name="unit-type-retirement"),
    path(f"{UNIT_TYPE}removal/", unit_types.remove, name="unit-type-removal"),
    path("certification/grade-scales/", grade_scales.grade_scales, name="grade-scales"),
    path(f"{NEW}grade-scale/", grade_scales.add, name="grade-scale-new"),
    path(GRADE_SCALE, grade_scales.grade_scale, name="grade-scale"),
    path(f"{GRADE_SCALE}retirement/", grade_scales.retire, name="grade-scale-retirement"),
    path(f"{GRADE_SCALE}removal/", grade_scales.remove, name="grade-scale-removal"),
    path(f"{CERTIFICATION}examples/", certification_examples.examples, name="certification-examples"),
    path(f"{CERTIFICATION}examples/new/", certification_examples.example, name="certification-example-new"),
    path(EXAMPLE, certification_examples.example, name="certification-example"),
    path(
        f"{CERTIFICATION}examples/<int:place>/removal/",
        certification_examples.removal,
        name="certification-example-removal",
    ),
    path(f"{CERTIFICATION}file/", certification_file.download, name="certification-file"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:job>/", jobs.job, name="job"),
    path("jobs/<uuid:job>/start/", jobs.start, name="job-start"),
    path("jobs/<uuid:job>/undoing/", job_undoing.undo, name="job-undo"),
    path("contacts/new/", contact.add, name="contact-add"),
]
