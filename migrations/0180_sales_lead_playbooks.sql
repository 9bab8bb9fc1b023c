-- A playbook followed with a lead, and what of it is done.  seed: D16

create table lead_playbooks (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  playbook_id uuid not null,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint lead_playbooks_once unique (org_id, lead_id, playbook_id),
  constraint lead_playbooks_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint lead_playbooks_playbook foreign key (org_id, playbook_id) references playbooks (org_id, id) on delete cascade
);
comment on table lead_playbooks is 'Which playbook is followed with a lead.';
create index lead_playbooks_of_playbook on lead_playbooks (org_id, playbook_id);
select app.protect('lead_playbooks', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('lead_playbooks');

create function app.playbook_attached() returns trigger
language plpgsql
as $$
begin
  perform app.announce('sales.playbook_attached', new.lead_id, jsonb_build_object('playbook_id', new.playbook_id));
  return null;
end
$$;
create trigger told after insert on lead_playbooks for each row execute function app.playbook_attached();

create table playbook_ticks (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  attached_id uuid not null,
  step text not null constraint playbook_ticks_step_length check (length(step) between 1 and 200),
  item text not null constraint playbook_ticks_item_length check (length(item) between 1 and 1000),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint playbook_ticks_once unique (org_id, attached_id, step, item),
  constraint playbook_ticks_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint playbook_ticks_attached
  foreign key (org_id, attached_id) references lead_playbooks (org_id, id) on delete cascade
);
comment on table playbook_ticks is 'What is done of a playbook with a lead, in the playbook''s own words.';
create index playbook_ticks_of_lead on playbook_ticks (org_id, lead_id);
select app.protect('playbook_ticks', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('playbook_ticks');
