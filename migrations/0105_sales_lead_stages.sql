-- Where a lead has been: one row a move, for "how long in this stage", conversion and the history tab.

create table lead_stages (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  stage_id uuid not null,
  stage text not null,
  from_stage_id uuid,
  from_stage text,
  status text not null,
  amount_base numeric(15, 2),
  reason text,
  moved_by uuid default auth.uid(),
  agent text,
  entered_at timestamptz not null default now(),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint lead_stages_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table lead_stages is
  'Every stage a lead entered, by the name it had then: when, from where, at what amount, by whom. Kept by trigger; not '
  'audited a second time.';
create index lead_stages_of_lead on lead_stages (org_id, lead_id, entered_at desc);
create index lead_stages_of_stage on lead_stages (org_id, stage_id, entered_at desc);
select app.protect('lead_stages', follows => 'lead_id', parent => 'leads', audit => false);
revoke insert, update, delete on lead_stages from authenticated;

-- Tells what became of a lead: its history, the facts others wait for, its timeline.
create function app.lead_told() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  moved constant boolean := tg_op = 'UPDATE';
  came_from constant uuid := case when tg_op = 'UPDATE' then old.stage_id end;
  was constant text := case when tg_op = 'UPDATE' then old.status else '' end;
  to_name text;
  from_name text;
  fact constant text := case
    when not moved then 'sales.lead_created'
    when new.status = 'won' and was <> 'won' then 'sales.lead_won'
    when new.status = 'lost' and was <> 'lost' then 'sales.lead_lost'
    when new.status in ('open', 'cold') and was in ('won', 'lost') then 'sales.lead_reopened'
    else 'sales.lead_moved' end;
begin
  select s.name into to_name from public.stages as s where s.org_id = new.org_id and s.id = new.stage_id;
  select s.name into from_name from public.stages as s where s.org_id = new.org_id and s.id = came_from;
  insert into public.lead_stages (
    org_id, lead_id, stage_id, stage, from_stage_id, from_stage, status, amount_base, reason, moved_by, agent, entered_at,
    owner_id, team_id, assignee_ids)
  values (
    new.org_id, new.id, new.stage_id, to_name, came_from, from_name, new.status, new.amount_base, new.lost_reason,
    auth.uid(), app.actor() ->> 'agent', new.stage_entered_at, new.owner_id, new.team_id, new.assignee_ids);
  perform app.announce(fact, new.id, jsonb_build_object(
    'subject', new.id, 'title', new.title, 'stage_id', new.stage_id, 'stage', to_name, 'from_stage_id', came_from,
    'from_stage', from_name, 'amount_base', new.amount_base, 'owner_id', new.owner_id, 'contact_id', new.contact_id,
    'company_id', new.company_id, 'reason', new.lost_reason));
  if moved then
    perform app.lead_on_timeline(new, fact, from_name, to_name);
  end if;
  return null;
end
$$;
alter function app.lead_told() owner to service_role;
