"""Whatever people may read of in the log of changes and of work has a name of theirs on a plate."""

from __future__ import annotations

import psycopg

from comity.app import PACKS
from comity.office import named
from comity.office.work import clock_words
from comity.office.work.kinds import kinds_of
from comity.web import i18n

NAMED = named.of(PACKS)
AUDITED = """
select c.relname::text from pg_class as c
where c.relnamespace = 'public'::regnamespace
  and exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgname = 'audit_update')
"""


def test_every_logged_table_has_a_name(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        tables = [str(row[0]) for row in connection.execute(AUDITED)]
    assert len(tables) > 40 and not [table for table in tables if table not in NAMED]


def test_every_workflow_and_every_fact_has_a_name() -> None:
    workflows = [work.name for plate in PACKS for work in plate.workflows]
    facts = [kind for kind in kinds_of(PACKS) if not kind.startswith("webhook.")]
    assert not [name for name in (*workflows, *facts) if name not in NAMED]


def test_names_are_said_in_the_reader_s_language() -> None:
    with i18n.speaking("de"):
        assert NAMED.said("contact_points") == "E-Mail-Adresse oder Telefonnummer"
        assert NAMED.said("sales.process_call") == "Ein Gespräch verstehen"
        assert NAMED.said("webhook.stripe") == "Webhook von Stripe"
        assert NAMED.field("assigned_to") == "Zugewiesen an"
        assert clock_words.told("30 5 * * 1") == "jeden Montag um 5:30 Uhr"
    assert NAMED.said("old_room.old_work@3") == "Old work"  # a room that is gone
    assert NAMED.step("write 01900001-0001-7000-8000-000000000001") == "Write" and NAMED.step("try 3") == "Try 3"


def test_hours_are_told_in_words() -> None:
    said = {cron: clock_words.told(cron) for cron in ("* * * * *", "*/5 * * * *", "13,33,53 * * * *", "47 * * * *")}
    assert list(said.values()) == ["every minute", "every 5 minutes", "3 times an hour", "every hour"]
    assert clock_words.told("15 4 * * *") == "every day at 4:15" and clock_words.told("0 4 1 1 *") == "0 4 1 1 *"


def test_values_are_told_as_people_say_them() -> None:
    people = {"a": "Ada Hart"}
    given = (("owner_id", "a"), ("owner_id", "b"), ("active", True), ("x", None))
    told = [named.value(*pair, people) for pair in given]
    assert told == ["Ada Hart", "somebody who left", "yes", "–"]
    assert named.value("stage_id", "01900001-0001-7000-8000-0000000000ab", people) == "…0000ab"
    assert named.value("steps", [{"due_in": 3}], people) == "Due in: 3"
