-- Where a lead has been: one row a move, for "how long in this stage", conversion and the history tab.

create table lead_stages (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  stage_id uuid not null,
  from_stage_id uuid,
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
  constraint lead_stages_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint lead_stages_stage foreign key (org_id, stage_id) references stages (org_id, id) on delete cascade
);
comment on table lead_stages is
  'Every stage a lead entered, when, from where, at what amount and by whom. Kept by trigger; not audited a second time.';
create index lead_stages_of_lead on lead_stages (org_id, lead_id, entered_at desc);
create index lead_stages_of_stage on lead_stages (org_id, stage_id, entered_at desc);
select app.protect('lead_stages', follows => 'lead_id', parent => 'leads', audit => false);
revoke insert, update, delete on lead_stages from authenticated;

-- A stage that leads were in but no lead is in now may go; its history keeps the lead, not the name.
create function app.lead_told() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  moved constant boolean := tg_op = 'UPDATE';
  actor constant text := app.actor() ->> 'agent';
  fact text := 'sales.lead_created';
  names record;
begin
  insert into public.lead_stages (
    org_id, lead_id, stage_id, from_stage_id, status, amount_base, reason, moved_by, agent, entered_at,
    owner_id, team_id, assignee_ids)
  values (
    new.org_id, new.id, new.stage_id, case when moved then old.stage_id end, new.status, new.amount_base, new.lost_reason,
    auth.uid(), actor, new.stage_entered_at, new.owner_id, new.team_id, new.assignee_ids);
  if moved then
    fact := case
      when new.status = 'won' and old.status <> 'won' then 'sales.lead_won'
      when new.status = 'lost' and old.status <> 'lost' then 'sales.lead_lost'
      when new.status in ('open', 'cold') and old.status in ('won', 'lost') then 'sales.lead_reopened'
      else 'sales.lead_moved' end;
  end if;
  select s.name as to_stage, f.name as from_stage into names
  from public.stages as s
  left join public.stages as f on moved and f.org_id = new.org_id and f.id = old.stage_id
  where s.org_id = new.org_id and s.id = new.stage_id;
  perform app.announce(fact, new.id, jsonb_build_object(
    'subject', new.id, 'title', new.title, 'stage_id', new.stage_id, 'stage', names.to_stage,
    'from_stage_id', case when moved then old.stage_id end, 'from_stage', names.from_stage,
    'amount_base', new.amount_base, 'owner_id', new.owner_id, 'contact_id', new.contact_id,
    'company_id', new.company_id, 'reason', new.lost_reason));
  perform app.lead_on_timeline(new, fact, names.from_stage, names.to_stage);
  return null;
end
$$;
alter function app.lead_told() owner to service_role;
