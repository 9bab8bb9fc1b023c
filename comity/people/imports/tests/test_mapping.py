"""Columns are understood in four languages, from other people's programs, and by what stands in them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comity.core.errors import Problem
from comity.office.imports import readers, systems, vocabulary
from comity.office.imports.mapping import guess
from comity.office.imports.mapping.plan import Column, Options, fingerprint, merged, read_file
from comity.office.imports.readers import Layout
from comity.people.imports import companies, contacts

DATA = Path(__file__).parents[5] / "shared" / "data" / "leads"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="no shared/data/leads beside this checkout")


def mapped(head: str, *rows: str, target: object = contacts, country: str = "US") -> dict[str, str | None]:
    columns = next(csv.reader([head]))
    cells = [(row + [""] * len(columns))[: len(columns)] for row in csv.reader(rows)]
    plan = guess.plan(columns, cells, target.TARGET.fields, Options(country=country))  # type: ignore[attr-defined]
    return {name: column.field for name, column in plan.columns.items()}


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("First Name,Last Name,Email,Phone Number,Company name,Job Title,City,Country/Region",
         "first_name last_name email phone company title city country"),
        ("Vorname,Nachname,E-Mail-Adresse,Telefon,Firma,Position,PLZ,Ort,Land,Geburtsdatum,Bemerkungen",
         "first_name last_name email phone company title postal_code city country birthday description"),
        ("Prénom,Nom,Courriel,Téléphone portable,Société,Fonction,Code postal,Ville,Pays,Date de naissance",
         "first_name last_name email phone company title postal_code city country birthday"),
        ("Nombre,Apellidos,Correo electrónico,Móvil,Empresa,Cargo,Código postal,Ciudad,País,Notas",
         "first_name last_name email phone company title postal_code city country description"),
        ("FirstName,LastName,Email,MobilePhone,AccountName,MailingCity,MailingCountry,MailingPostalCode,OwnerId",
         "first_name last_name email phone company city country postal_code -"),
        ("Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title,Address 1 - City",
         "full_name email phone company title city"),
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On",
         "first_name last_name website email company title created_at"),
        ("Person - Name,Person - Email - Work,Person - Phone - Mobile,Person - Organization",
         "full_name email phone company"),
        ("Kunde,Vorname,Nachname,E-Mail,Tel. gesch.,Mobil,Geb.,Str.,PLZ,Ort,Kd.-Nr.,Bem.",
         "company first_name last_name email phone phone birthday address postal_code city external_id description"),
        ("Client,Interlocuteur,Adresse mail,Tél. fixe,Né(e) le,Provenance",
         "company full_name email phone birthday source"),
        ("Cliente,Apellidos,Nombre,Tlf.,F. nacimiento,Comercial",
         "company last_name first_name phone birthday owner"),
        ("Kunde,E-Mail,Geb.-Dat.", "full_name email birthday"),
        ("Kunde,Firma,Geburtstag", "full_name company birthday"),
        ("first_name,surname,E Mail Adres,Adress,Organisaton", "first_name last_name email address company"),
    ],
)  # fmt: skip
def test_heads_in_four_languages_and_from_other_programs(head: str, fields: str) -> None:
    expected = [None if field == "-" else field for field in fields.split()]
    assert list(mapped(head).values()) == expected


def test_values_speak_where_names_do_not() -> None:
    rows = [f"ann{i}@x.com,+33 6 12 34 5{i} 78,https://linkedin.com/in/a{i},foo" for i in range(6)]
    assert list(mapped("Column 1,Column 2,Column 3,Column 4", *rows).values()) == [
        "email",
        "phone",
        "linkedin_url",
        None,
    ]


def test_names_that_values_contradict() -> None:
    rows = [f"Ann{i},ann{i}@x.com,yes,2{i},1{i}.5" for i in range(8)]
    found = mapped("First name,Mail,Email opt-in,Phone calls,Birthday party", *rows)
    assert found["Mail"] == "email" and found["Email opt-in"] is None and found["Birthday party"] is None


def test_several_numbers_keep_their_labels() -> None:
    columns = ["phone_work", "phone_home", "Mobile", "email_work", "E-Mail privat"]
    plan = guess.plan(columns, [["1"] * 5], contacts.TARGET.fields, Options())
    assert [(c.field, c.label) for c in plan.columns.values()] == [
        ("phone", "work"), ("phone", "home"), ("phone", "mobile"), ("email", "work"), ("email", "home"),
    ]  # fmt: skip


def test_what_is_only_called_customer_is_a_guess_and_short_words_say_which_number() -> None:
    plan = guess.plan(["Kunde", "Tel. gesch.", "Tel. priv."], [["A", "1", "1"]], contacts.TARGET.fields, Options())
    assert plan.columns["Kunde"].unsure
    assert [column.label for column in plan.columns.values()] == ["", "work", "home"]


def test_revenue_is_a_companys() -> None:
    assert mapped("Kunde,Umsatz p.a.", "Groß GmbH,12.500 €", target=companies) == {
        "Kunde": "name",
        "Umsatz p.a.": "annual_revenue",
    }


def test_one_column_for_each_field_and_whole_names_only_without_parts() -> None:
    assert list(mapped("Name,First name,Last name").values()) == [None, "first_name", "last_name"]
    assert list(mapped("City,Town").values()).count("city") == 1


def test_companies_and_the_kind_of_new_fields() -> None:
    assert list(mapped("Firma,Webseite,Branche,Mitarbeiter,Umsatz,Ort", target=companies).values()) == [
        "name", "website", "industry", "size", "annual_revenue", "city",
    ]  # fmt: skip
    kinds = [
        guess.kind_of(cells) for cells in (["1", "2.5"], ["yes", "no"], ["2024-01-02"], ["0123", "0456"], ["x"], [])
    ]
    assert kinds == ["number", "bool", "date", "text", "text", "text"]


def test_open_dates_and_foreign_numbers_are_said() -> None:
    rows = [["1/2/2024", f"0170 123456{i}"] for i in range(5)]
    plan = guess.plan(["Birthday", "Telefon"], rows, contacts.TARGET.fields, Options(country="US"))
    assert "day first or month first" in plan.columns["Birthday"].unsure
    assert plan.options.country == "DE"


@needs_data
def test_real_files_are_understood() -> None:
    path = DATA / "atomic_crm_contacts_500.csv"
    layout = readers.sniff(path, path.name, known=vocabulary.known())
    rows = next(readers.read(path, layout, 200)).rows
    plan = guess.plan(layout.columns, rows, contacts.TARGET.fields, Options())
    fields = {name: column.field for name, column in plan.columns.items()}
    assert fields["first_name"] == "first_name" and fields["title"] == "title" and fields["tags"] == "tags"
    assert [fields[f"{kind}_{label}"] for kind in ("email", "phone") for label in ("work", "home", "other")] == [
        "email", "email", "email", "phone", "phone", "phone",
    ]  # fmt: skip
    assert systems.of(layout) == "atomic_crm"


def test_a_mapping_file_corrects_the_guess() -> None:
    plan = guess.plan(["Name", "Foo", "Bar"], [["A B", "x", "1"]], contacts.TARGET.fields, Options())
    given = read_file(b'{"columns": {"Foo": "city", "Bar": {"create": "number"}, "Name": {"field": "last_name"}},'
                      b' "options": {"on_match": "fill", "country": "DE"}}')  # fmt: skip
    better = merged(plan, given)
    assert (better.columns["Foo"].field, better.columns["Name"].field) == ("city", "last_name")
    assert better.options.on_match == "fill" and given.create == {"Bar": "number"}
    assert merged(plan, read_file(b'{"Foo": null, "Name": "first_name"}')).columns["Name"] == Column(field="first_name")
    for wrong in (b"{", b'{"columns": 3}', b'{"columns": {"Foo": {"fied": "x"}}}'):
        with pytest.raises(Problem):
            read_file(wrong)
    with pytest.raises(Problem, match="Nope"):
        merged(plan, read_file(b'{"Nope": "city"}'))


def test_fingerprints_ignore_order_and_spelling() -> None:
    assert fingerprint(["First name", "E-Mail"]) == fingerprint(["e mail", "FIRST NAME"]) != fingerprint(["E-Mail"])


def test_where_a_file_comes_from() -> None:
    assert systems.of(Layout("csv", ("Record ID", "Lifecycle Stage", "Email"))) == "hubspot"
    assert systems.of(Layout("csv", ("Name",))) == "csv"
