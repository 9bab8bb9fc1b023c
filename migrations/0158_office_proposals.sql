-- Changes that agents and assistants would like to make: nothing happens until a person says yes.  seed: AC01, AC14

create table proposals (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  verb text not null default 'set' constraint proposals_verb_known check (verb in ('set', 'create', 'call')),
  relation text constraint proposals_relation_form check (relation ~ '^[a-z][a-z0-9_]{0,62}$'),
  record_id uuid,
  changes jsonb not null constraint proposals_changes_object check (jsonb_typeof(changes) = 'object' and changes <> '{}'),
  before jsonb not null default '{}',
  version timestamptz,
  title text not null constraint proposals_title_length check (length(title) between 1 and 300),
  reason text not null default '' constraint proposals_reason_length check (length(reason) <= 4000),
  evidence jsonb not null default '[]' constraint proposals_evidence check (evidence = '[]' or app.is_evidence(evidence)),
  agent text not null,
  run_id uuid,
  state text not null default 'waiting'
    constraint proposals_state_known check (state in ('waiting', 'approved', 'refused', 'stale', 'undone')),
  decided_by uuid,
  decided_at timestamptz,
  note text constraint proposals_note_length check (length(note) <= 2000),
  action_id uuid,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint proposals_about check (case verb
    when 'set' then relation is not null and record_id is not null and version is not null
    when 'create' then relation is not null and record_id is null
    else relation is null and changes ? 'function' end)
);
comment on table proposals is
  'A change somebody''s agent would like: what to set on which record as it was then (set), a record to make (create) or a '
  'function to call (call). A person approves or refuses it; their rights then do it.';
comment on column proposals.version is 'The record''s updated_at when this was proposed: changed since, it goes stale.';
comment on column proposals.owner_id is 'Whose agent it was: it acts below this person and can see no more.';
comment on column proposals.action_id is 'The bulk action that made the change, for undo.';
create index proposals_waiting on proposals (org_id, created_at desc) where state = 'waiting';
create index proposals_record on proposals (org_id, relation, record_id);
create index proposals_run on proposals (org_id, run_id) where run_id is not null;
select app.protect('proposals', owner => 'owner_id');
revoke insert, update, delete on proposals from authenticated;

-- An agent below a person, or an assistant with their key, proposes; the columns are checked now, not when somebody says yes.
create function app.propose(wish jsonb) returns uuid
language plpgsql
as $$
declare
  made uuid;
begin
  if wish ->> 'verb' <> 'call' then
    perform app.bulk_columns(wish ->> 'relation', wish -> 'changes');
  end if;
  return app.put_proposal(wish);
end
$$;
comment on function app.propose(jsonb) is 'Puts a proposal down for a person to decide.';

create function app.put_proposal(wish jsonb) returns uuid
language sql security definer set search_path = pg_catalog
as $$
  insert into public.proposals (
    org_id, verb, relation, record_id, changes, before, version, title, reason, evidence, agent, run_id, owner_id, created_by,
    team_id)
  select auth.org_id(), w.verb, w.relation, w.record_id, w.changes, coalesce(w.before, '{}'), w.version, w.title,
    coalesce(w.reason, ''), coalesce(w.evidence, '[]'), w.agent, w.run_id, auth.uid(), auth.uid(),
    nullif(auth.jwt() ->> 'team_id', '')::uuid
  from jsonb_to_record(wish) as w (
    verb text, relation text, record_id uuid, changes jsonb, before jsonb, version timestamptz, title text, reason text,
    evidence jsonb, agent text, run_id uuid)
  returning id
$$;
comment on function app.put_proposal(jsonb) is 'Writes a proposal as the caller''s.';
alter function app.put_proposal(jsonb) owner to service_role;
grant execute on function app.propose(jsonb), app.put_proposal(jsonb) to authenticated, service_role;

-- Takes a proposal to decide on it. Only a person in person: no agent, no assistant, no program's key.
create function app.decide_proposal(proposal uuid, verdict text, said text) returns setof public.proposals
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if auth.uid() is null or coalesce(app.actor() ->> 'agent', '') <> '' then
    raise exception 'Only a person can decide on a proposal.' using errcode = '42501';
  end if;
  if verdict not in ('approved', 'refused', 'stale', 'undone') then
    raise exception 'no such verdict' using errcode = '22023';
  end if;
  return query
    update public.proposals as p
    set state = verdict, decided_by = auth.uid(), decided_at = now(), note = coalesce(said, p.note)
    where p.org_id = auth.org_id() and p.id = proposal
      and p.state = case verdict when 'undone' then 'approved' else 'waiting' end
      and (auth.org_role() in ('owner', 'admin', 'manager') or p.owner_id = auth.uid())
    returning p.*;
end
$$;
comment on function app.decide_proposal(uuid, text, text) is
  'Sets a waiting proposal''s verdict, or an approved one undone; nothing where somebody was faster. Whose agent proposed it '
  'decides, and managers.';
alter function app.decide_proposal(uuid, text, text) owner to service_role;
grant execute on function app.decide_proposal(uuid, text, text) to authenticated, service_role;

create function app.proposal_done(proposal uuid, action uuid) returns void
language sql security definer set search_path = pg_catalog
as $$
  update public.proposals as p set action_id = action
  where p.org_id = auth.org_id() and p.id = proposal and p.state = 'approved' and p.decided_by = auth.uid()
$$;
comment on function app.proposal_done(uuid, uuid) is 'Remembers which bulk action made the change.';
alter function app.proposal_done(uuid, uuid) owner to service_role;
grant execute on function app.proposal_done(uuid, uuid) to authenticated, service_role;

-- Makes the record somebody agreed to, under the caller's own rights, and remembers it for undo.
create function app.bulk_create(action uuid, rel text, changes jsonb) returns uuid
language plpgsql
as $$
declare
  cols constant text[] := app.bulk_columns(rel, changes);
  made uuid;
begin
  execute format(
    'insert into public.%I (%s) select %s from jsonb_populate_record(null::public.%I, $1) as r returning id',
    rel, (select string_agg(format('%I', c), ', ') from unnest(cols) as c),
    (select string_agg(format('r.%I', c), ', ') from unnest(cols) as c), rel)
  into made using changes;
  insert into app.bulk_changes (org_id, action_id, relation, record_id, old_values, new_values)
  values (auth.org_id(), action, rel, made, null, changes);
  return made;
end
$$;
comment on function app.bulk_create(uuid, text, jsonb) is 'Makes a record as part of a bulk action, so that undo takes it away.';
grant execute on function app.bulk_create(uuid, text, jsonb) to authenticated, service_role;

-- When a record was last changed, locked until the transaction ends; null where the caller may not change it.
create function app.version_of(rel text, record uuid) returns timestamptz
language plpgsql
as $$
declare
  version timestamptz;
begin
  execute format('select t.updated_at from public.%I as t where t.org_id = $1 and t.id = $2 for update', rel)
  into version using auth.org_id(), record;
  return version;
end
$$;
comment on function app.version_of(text, uuid) is 'A record''s updated_at, with the record locked for the caller to change.';
grant execute on function app.version_of(text, uuid) to authenticated, service_role;

-- A run whose changes were all taken back.
create function app.ai_run_undone(run uuid) returns void
language sql security definer set search_path = pg_catalog
as $$
  update public.ai_agent_runs as r set status = 'undone' where r.org_id = auth.org_id() and r.id = run
$$;
comment on function app.ai_run_undone(uuid) is 'Notes that what a run had changed was taken back.';
alter function app.ai_run_undone(uuid) owner to service_role;
grant execute on function app.ai_run_undone(uuid) to authenticated, service_role;
