"""What the database may refuse about people and companies, as sentences."""

from __future__ import annotations

from typing import Final

from comity.core.errors import NOT_FOUND, Problem, on_constraint
from comity.web.i18n import gettext as _

DUPLICATE_EMAIL: Final = Problem(
    "duplicate_email", 409, _("Another contact already has this e-mail address."), field="email"
)
DUPLICATE_DOMAIN: Final = Problem(
    "duplicate_domain", 409, _("Another company already has this domain."), field="domain"
)

_SAID: Final = (
    # constraint, code, status, field, sentence; an empty sentence lets the trigger speak
    ("owner_is_member", "owner_not_member", 422, "owner_id", _("The owner must be a member.")),
    ("contacts_email_form", "email_form", 422, "email", _("This is not an e-mail address.")),
    ("contact_points_email_form", "email_form", 422, "value", _("This is not an e-mail address.")),
    ("contacts_named", "contact_nameless", 422, "last_name", _("Give a name, an e-mail, a phone number or a company.")),
    ("contacts_text_length", "too_long", 422, None, _("One of these texts is too long: names hold 500 letters.")),
    ("companies_text_length", "too_long", 422, None, _("One of these texts is too long.")),
    ("contacts_phone_length", "too_long", 422, "phone", _("A phone number holds at most 50 characters.")),
    ("contacts_lifecycle_known", "lifecycle_unknown", 422, "lifecycle", _("There is no such stage of life.")),
    ("companies_lifecycle_known", "lifecycle_unknown", 422, "lifecycle", _("There is no such stage of life.")),
    ("contacts_status_known", "status_unknown", 422, "status", _("There is no such status.")),
    ("contacts_country_form", "country_form", 422, "country", _("A country is two letters, such as FR.")),
    ("companies_country_form", "country_form", 422, "country", _("A country is two letters, such as FR.")),
    ("contacts_currency_form", "currency_form", 422, "currency", _("A currency is three letters, such as EUR.")),
    ("companies_currency_form", "currency_form", 422, "currency", _("A currency is three letters, such as EUR.")),
    ("contacts_language_form", "language_form", 422, "language", _("Write the language like en or pt-BR.")),
    ("companies_language_form", "language_form", 422, "language", _("Write the language like en or pt-BR.")),
    ("contacts_consent_form", "consent_form", 422, "consent", _("Consent is kept per channel.")),
    ("task_assignee_is_member", "not_a_member", 422, "assigned_to", _("A task goes to a member of the organisation.")),
    ("contacts_figures", "not_a_number", 422, None, _("Please enter a number.")),
    ("companies_figures", "not_a_number", 422, "annual_revenue", _("Please enter a number.")),
    ("contacts_company", "company_unknown", 422, "company_id", _("There is no such company.")),
    ("contacts_external_id_unique", "duplicate_external_id", 409, "external_id", _("Another has this external id.")),
    ("companies_external_id_unique", "duplicate_external_id", 409, "external_id", _("Another has this external id.")),
    ("companies_name_length", "company_nameless", 422, "name", _("A company needs a name of at most 500 letters.")),
    ("companies_size_known", "company_size", 422, "size", _("Give a number of employees, or a range such as 11-50.")),
    ("companies_domain_form", "domain_form", 422, "domain", _("This is not a web address.")),
    ("companies_year_founded_range", "year_founded", 422, "year_founded", _("Give a year with four digits.")),
    ("contact_points_once", "point_twice", 409, "value", _("This contact has that already.")),
    ("contact_points_value_length", "point_length", 422, "value", _("Please fill this in; at most 2,000 characters.")),
    ("activities_subject_length", "subject_length", 422, "subject", _("A subject holds at most 1,000 characters.")),
    ("activities_body_length", "body_length", 413, "body", _("A text can be up to 16 MB.")),
    ("tags_name_unique", "duplicate_tag", 409, "name", _("There is a tag of that name already.")),
    ("tags_color_form", "tag_color", 422, "color", _("There is no such colour.")),
    ("tags_name_length", "tag_name", 422, "name", _("Give the tag a name of at most 60 letters.")),
    ("taggings_tag", "tag_unknown", 422, "tag_id", _("There is no such tag.")),
    ("custom_fields_key_unique", "duplicate_field", 409, "label", _("There is a field of that name already.")),
    ("custom_fields_label_length", "field_label", 422, "label", _("Give the field a name of at most 100 letters.")),
    ("custom_fields_options_needed", "field_options", 422, "options", _("A choice needs at least one option.")),
    ("custom_value_fits", "custom_value", 422, "custom", ""),
    ("custom_field_unknown", "custom_field_unknown", 422, "custom", ""),
    ("custom_is_object", "custom_value", 422, "custom", ""),
    ("bulk_columns_known", "not_editable", 422, None, _("These columns cannot be changed.")),
    ("merge_two_records", "merge_two_records", 422, None, _("Choose two different records.")),
    ("merge_not_found", "merge_not_found", 404, None, ""),
)  # fmt: skip

on_constraint("contacts_email_unique", DUPLICATE_EMAIL)
on_constraint("companies_domain_unique", DUPLICATE_DOMAIN)
on_constraint("record_not_found", NOT_FOUND)
for _constraint in ("activities_contact", "activities_company", "contact_points_contact", "assignments_contact"):
    on_constraint(_constraint, NOT_FOUND)
for _constraint, _code, _status, _field, _sentence in _SAID:
    on_constraint(_constraint, Problem(_code, _status, _sentence, field=_field))
