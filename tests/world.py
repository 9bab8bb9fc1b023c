"""The cast: two organisations whose data looks the same, and strangers.

Everybody in Maison Aurelle has a namesake in the other Maison Aurelle, so a leak between the two shows up as the wrong
address or id behind the right name. Ids are fixed: a failing test reads the same twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import bcrypt
import psycopg
import pytest

from comity.core.who import Role, Who

PASSWORD: Final = "a calm and quiet house"
_HASH: Final = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()


def _id(organisation: int, kind: int, number: int) -> UUID:
    return UUID(f"0190000{organisation}-000{kind}-7000-8000-{number:012}")


@dataclass(frozen=True)
class Organisation:
    """One tenant and the people in it, each as the Who a request of theirs would carry."""

    id: UUID
    name: str
    slug: str
    owner: Who
    admin: Who
    manager: Who
    rep: Who
    other_rep: Who
    technician: Who
    readonly: Who
    team: UUID
    other_team: UUID
    contacts: tuple[UUID, ...]
    companies: tuple[UUID, ...]

    @property
    def people(self) -> dict[str, Who]:
        """Everybody, by what they are to the organisation."""
        names = ("owner", "admin", "manager", "rep", "other_rep", "technician", "readonly")
        return {name: getattr(self, name) for name in names}


def _person(org: int, number: int, name: str, role: str, team: UUID | None, domain: str) -> Who:
    return Who(
        role="authenticated",
        org_id=_id(org, 0, 1),
        user_id=_id(org, 1, number),
        org_role=role,
        team_id=team,
        email=f"{name.split()[0].lower()}@{domain}",
        name=name,
    )


def _organisation(number: int, slug: str, domain: str) -> Organisation:
    team, other = _id(number, 2, 1), _id(number, 2, 2)
    return Organisation(
        id=_id(number, 0, 1),
        name="Maison Aurelle",
        slug=slug,
        owner=_person(number, 1, "Nora Weiss", "owner", None, domain),
        admin=_person(number, 2, "Adam Brook", "admin", None, domain),
        manager=_person(number, 3, "Mira Costa", "manager", team, domain),
        rep=_person(number, 4, "Remy Duval", "rep", team, domain),
        other_rep=_person(number, 5, "Otto Lang", "rep", other, domain),
        technician=_person(number, 6, "Tess Moreau", "technician", team, domain),
        readonly=_person(number, 7, "Rosa Field", "readonly", None, domain),
        team=team,
        other_team=other,
        contacts=tuple(_id(number, 3, i) for i in (1, 2, 3)),
        companies=(_id(number, 4, 1),),
    )


@dataclass(frozen=True)
class World:
    """Us, them, and people without any organisation."""

    ours: Organisation = field(default_factory=lambda: _organisation(1, "maison-aurelle", "aurelle.example"))
    theirs: Organisation = field(default_factory=lambda: _organisation(2, "maison-aurelle-2", "aurelle.test"))
    nobody: Who = field(
        default_factory=lambda: Who(role="authenticated", user_id=_id(3, 1, 1), email="nia@else.example")
    )
    anonymous: Who = field(default_factory=Who.anonymous)
    password: str = PASSWORD

    @property
    def owner(self) -> Who:
        """Our owner: whom a test acts as when it does not matter who."""
        return self.ours.owner

    @property
    def rep(self) -> Who:
        return self.ours.rep

    @property
    def stranger(self) -> Who:
        """Signed in, with every right in the other organisation and none in ours."""
        return self.theirs.owner

    def service(self, organisation: Organisation | None = None) -> Who:
        """The house itself, in one organisation or in none."""
        return Who.service(organisation.id if organisation else None, agent="tests")

    def as_role(self, role: Role) -> Who:
        return {"anon": self.anonymous, "authenticated": self.owner, "service_role": self.service()}[role]


WORLD: Final = World()


@pytest.fixture(scope="module")
def world(database_url: str) -> World:
    """The cast, put into this module's database."""
    enter(database_url, WORLD)
    return WORLD


def enter(url: str, world: World) -> None:
    """Writes the cast into an empty migrated database."""
    with psycopg.connect(url) as connection:
        _user(connection, world.nobody)
        for organisation in (world.ours, world.theirs):
            _settle(connection, organisation)
            _records(connection, organisation)


def _user(connection: psycopg.Connection, who: Who) -> None:
    connection.execute(
        "insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data)"
        " values (%s, %s, %s, now(), jsonb_build_object('full_name', %s::text))",
        [who.user_id, who.email, _HASH, who.name],
    )
    connection.execute(
        "insert into auth.identities (provider_id, user_id, identity_data, provider)"
        " values (%s, %s, jsonb_build_object('sub', %s::text, 'email', %s::text), 'email')",
        [str(who.user_id), who.user_id, who.user_id, who.email],
    )


def _settle(connection: psycopg.Connection, org: Organisation) -> None:
    for who in org.people.values():
        _user(connection, who)
    connection.execute(
        "insert into organizations (org_id, name, slug, owner_id) values (%s, %s, %s, %s)",
        [org.id, org.name, org.slug, org.owner.user_id],
    )
    for team, name in ((org.team, "Paris"), (org.other_team, "Berlin")):
        connection.execute("insert into teams (org_id, id, name) values (%s, %s, %s)", [org.id, team, name])
    for who in org.people.values():
        connection.execute(
            "insert into org_members (org_id, user_id, role, team_id, name, email) values (%s, %s, %s, %s, %s, %s)",
            [org.id, who.user_id, who.org_role, who.team_id, who.name, who.email],
        )


_CONTACTS: Final = (("Claire", "Fontaine", "rep"), ("Lukas", "Brandt", "other_rep"), ("Ines", "Marin", "owner"))


def _records(connection: psycopg.Connection, org: Organisation) -> None:
    """A company and three contacts: of a rep, of a rep in the other team, and of the owner."""
    domain = f"fontaine-{org.slug}.example"
    connection.execute(
        "insert into companies (org_id, id, name, domain, owner_id) values (%s, %s, 'Fontaine & Fils', %s, %s)",
        [org.id, org.companies[0], domain, org.rep.user_id],
    )
    for contact, (first, last, owner) in zip(org.contacts, _CONTACTS, strict=True):
        connection.execute(
            "insert into contacts (org_id, id, first_name, last_name, email, company_id, owner_id)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [org.id, contact, first, last, f"{first.lower()}@{domain}", org.companies[0], org.people[owner].user_id],
        )
