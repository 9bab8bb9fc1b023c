-- Upsell triggers: moments at which a customer may want more, each with what shows it.  seed: D10, AG08

create table upsell_triggers (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contact_id uuid not null,
  kind text not null constraint upsell_triggers_kind_known
    check (kind in ('wants_more', 'anniversary', 'delighted', 'spending_up', 'rhythm')),
  score smallint not null constraint upsell_triggers_score_range check (score between 0 and 100),
  evidence jsonb not null constraint upsell_triggers_evidence
    check (jsonb_typeof(evidence) = 'array' and jsonb_array_length(evidence) > 0),
  fingerprint text not null,
  state text not null default 'open' constraint upsell_triggers_state_known check (state in ('open', 'used', 'dismissed')),
  lead_id uuid,
  ended_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint upsell_triggers_once unique (org_id, contact_id, kind, fingerprint),
  constraint upsell_triggers_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade
);
comment on table upsell_triggers is 'Moments at which a customer may want more, each with its evidence; one moment is told once.';
comment on column upsell_triggers.lead_id is 'The lead that was made of it.';
create index upsell_triggers_open on upsell_triggers (org_id, score desc, id) where state = 'open';
select app.protect('upsell_triggers', follows => 'contact_id', parent => 'contacts');
