-- Ghosts: deals whose customer has gone silent, found each morning, with why.  seed: F11, AG06

create table ghosts (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  risk smallint not null constraint ghosts_risk_range check (risk between 0 and 100),
  silent_days integer not null,
  usual_days double precision,
  unanswered integer not null default 0,
  reasons jsonb not null default '[]' constraint ghosts_reasons_form check (jsonb_typeof(reasons) = 'array'),
  state text not null default 'open' constraint ghosts_state_known check (state in ('open', 'back', 'dismissed', 'closed')),
  seen_at timestamptz not null default now(),
  ended_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint ghosts_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table ghosts is
  'Deals whose customer fell silent longer than is usual with them. Not audited: found by rule from the timeline, which is.';
comment on column ghosts.usual_days is 'The usual days between contacts with this customer, shrunk towards a week.';
create unique index ghosts_one_open on ghosts (org_id, lead_id) where state = 'open';
create index ghosts_open on ghosts (org_id, risk desc) where state = 'open';
select app.protect('ghosts', follows => 'lead_id', parent => 'leads', audit => false);
