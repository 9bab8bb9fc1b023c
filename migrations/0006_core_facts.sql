-- Facts: what happened, written in the transaction that made it happen, dispatched to workflows afterwards.  seed: C42

create table app.facts (
  id uuid primary key default app.uuid7(),
  org_id uuid,
  kind text not null,
  subject uuid,
  payload jsonb not null,
  who jsonb not null,
  at timestamptz not null default clock_timestamp(),
  dispatched_at timestamptz
);
comment on table app.facts is 'The outbox: facts in the order they were announced, each dispatched once.';
create index facts_waiting on app.facts (id) where dispatched_at is null;
create index facts_subject on app.facts (org_id, subject, id desc);

-- A caller can only announce in its own organisation; the service role in any.
-- Triggers announce with it too, so that a change over the wire tells the same facts as one from a page.
create function app.announce(fact_kind text, fact_subject uuid, fact_payload jsonb) returns uuid
language sql security definer set search_path = pg_catalog
as $$
  insert into app.facts (org_id, kind, subject, payload, who)
  values (
    auth.org_id(), fact_kind, fact_subject, fact_payload,
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()))
  returning id
$$;
comment on function app.announce(text, uuid, jsonb) is 'Writes a fact of the caller''s organisation into the outbox.';
alter function app.announce(text, uuid, jsonb) owner to service_role;
grant execute on function app.announce(text, uuid, jsonb) to authenticated, service_role;
