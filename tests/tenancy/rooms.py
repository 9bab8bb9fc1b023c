"""One row in each of the newer rooms, written straight into the tables: something for a stranger to name."""

from __future__ import annotations

import json
from typing import Final

import psycopg

ROWS: Final = {
    "contracts": "(title, lead_id) values ('Frame', {leads})",
    "contract_versions": "(contract_id, number, file_name, media_type, size, sha256, path) values ({contracts}, 1,"
    " 'a.pdf', 'application/pdf', 1, repeat('a', 64), 'x.pdf')",
    "contract_obligations": "(contract_id, version_id, kind, who, what, due_words, every, must_not, page, span_start,"
    " span_end, quote, confidence, method, engine) values ({contracts}, {contract_versions}, 'duty', 'Us', 'Pay', '',"
    " '', false, 1, 0, 3, 'Pay', 0.9, 'rules', 'offline')",
    "playbooks": "(name, steps) values ('Book', '[]')",
    "lead_playbooks": "(lead_id, playbook_id) values ({leads}, {playbooks})",
    "competitors": "(name) values ('Rival')",
    "competitor_pages": "(competitor_id, url) values ({competitors}, 'https://rival.example')",
    "battle_points": "(competitor_id, section, text) values ({competitors}, 'strengths', 'Cheap')",
    "qualifiers": "(name, is_public) values ('Chat', true)",
    "demo_configs": "(lead_id, title) values ({leads}, 'Demo')",
    "demo_fields": "(demo_id, key) values ({demo_configs}, 'headline')",
    "demo_shares": "(demo_id, token_hash, expires_at) values ({demo_configs}, 'h', '2999-01-01')",
    "ghosts": "(lead_id, risk, silent_days) values ({leads}, 50, 20)",
    "revivals": "(lead_id, recipient, subject, body, evidence)"
    " values ({leads}, 'x@fontaine.example', 'S', 'B', '[{{\"quote\": \"said\"}}]')",
    "upsell_triggers": "(contact_id, kind, score, evidence, fingerprint)"
    " values ({contacts}, 'wants_more', 50, '[{{\"quote\": \"said\"}}]', 'f')",
    "deal_plans": "(kind, lead_id, title) values ('onboarding', {leads}, 'Plan')",
    "call_comments": "(call_id, body) values ({calls}, 'Look here')",
    "rubrics": "(name) values ('Rubric')",
    "rubric_criteria": "(rubric_id, position, name, good, weight, measure)"
    " values ({rubrics}, 9, 'Listening', 'Listens', 1, 'phrases')",
    "roleplay_personas": "(name) values ('Persona')",
    "roleplays": "(persona_id, title) values ({roleplay_personas}, 'Talk')",
    "training_materials": "(title, body) values ('Lesson', 'Words')",
    "market_sources": "(name, url) values ('News', 'https://news.example')",
    "campaigns": "(name) values ('Spring')",
    "user_feedback": "(body) values ('Nice')",
    "automations": "(name, trigger_kind, trigger_value) values ('A', 'fact', 'x')",
    "webhook_endpoints": "(provider, name) values ('custom', 'In')",
    "webhooks": "(name, url, kinds) values ('Out', 'https://x.example', '{{x}}')",
    "proposals": "(relation, record_id, changes, version, title, agent)"
    " values ('contacts', {contacts}, '{{\"title\": \"x\"}}', now(), 'T', 'a')",
}
ROOMS: Final = {
    "battle-cards": "competitors", "demos": "demo_configs", "library": "training_materials",
    "sources": "market_sources", "plans": "deal_plans", "upsells": "upsell_triggers", "versions": "contract_versions",
    "obligations": "contract_obligations", "comments": "call_comments", "criteria": "rubric_criteria",
    "personas": "roleplay_personas", "qualifier": "qualifiers", "in": "webhook_endpoints", "out": "webhooks",
    "feedback": "user_feedback", "links": "demo_shares", "pages": "competitor_pages", "templates": "email_templates",
}  # fmt: skip


def furnish_rooms(connection: psycopg.Connection, org: str) -> None:
    """Writes them, as its owner's, for an organisation that has contacts, leads and calls."""
    owner = connection.execute("select owner_id from organizations where org_id = %s", [org]).fetchone()
    assert owner
    claims = {"role": "authenticated", "org_id": org, "sub": str(owner[0]), "org_role": "owner"}
    connection.execute("select auth.set_claims(%s, '{}')", [json.dumps(claims)])
    connection.execute("reset role")
    ids = {}
    for table in ("contacts", "leads", "calls"):
        row = connection.execute(f"select id from {table} where org_id = %s limit 1", [org]).fetchone()
        assert row
        ids[table] = f"'{row[0]}'"
    for table, values in ROWS.items():
        made = connection.execute(f"insert into {table} {values.format_map(ids)} returning id").fetchone()
        assert made
        ids[table] = f"'{made[0]}'"
