-- Calls about leads: seen like the lead; and the steps of understanding one, as the page shows them.

alter table calls add constraint calls_lead
foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade;

-- A call about a lead is with the lead's contact unless it says with whom.
create function app.call_on_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  l record;
begin
  select x.contact_id, x.company_id, x.owner_id, x.team_id, x.assignee_ids into l
  from public.leads as x where x.org_id = new.org_id and x.id = new.lead_id;
  new.contact_id := coalesce(new.contact_id, l.contact_id);
  new.company_id := coalesce(new.company_id, l.company_id);
  new.owner_id := l.owner_id;
  new.team_id := l.team_id;
  new.assignee_ids := coalesce(l.assignee_ids, '{}');
  return new;
end
$$;
alter function app.call_on_lead() owner to service_role;
create trigger follow_parent_lead before insert or update of lead_id, contact_id on calls for each row
when (new.lead_id is not null and current_setting('app.derived', true) is distinct from 'on')
execute function app.call_on_lead();

-- Leads lead their calls; contacts lead those without a lead.
create function app.leads_lead_calls() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.calls as c
  set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where c.org_id = new.org_id and c.lead_id = new.id
    and (c.owner_id, c.team_id, c.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
  return null;
end
$$;
alter function app.leads_lead_calls() owner to service_role;
create trigger lead_calls after update of owner_id, team_id, assignee_ids on leads for each row
when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.leads_lead_calls();

create or replace function app.lead_calls() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.calls
  set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where org_id = new.org_id and contact_id = new.id and lead_id is null
    and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
  return null;
end
$$;
alter function app.lead_calls() owner to service_role;

create table call_steps (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  call_id uuid not null,
  step text not null constraint call_steps_step_known
    check (step in ('ingest', 'transcribe', 'signals', 'brief', 'health', 'notify')),
  position smallint not null,
  state text not null default 'waiting' constraint call_steps_state_known
    check (state in ('waiting', 'running', 'done', 'skipped', 'failed')),
  engine text,
  model text,
  message text,
  attempts integer not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint call_steps_once unique (org_id, call_id, step),
  constraint call_steps_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade
);
comment on table call_steps is
  'The steps of understanding a call: which is running, which are done, by what engine. Not audited: it is progress.';
select app.protect('call_steps', follows => 'call_id', parent => 'calls', audit => false);
select app.edits_to_add('call_steps');
