-- The health of customers: 0 to 100 from contact, mood, purchases and open trouble, with reasons.  seed: D11, AG15

create table health_scores (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contact_id uuid not null,
  score smallint not null constraint health_scores_range check (score between 0 and 100),
  color text not null generated always as (
    case when score > 80 then 'green' when score >= 50 then 'yellow' else 'red' end) stored,
  previous_score smallint,
  complete boolean not null default true,
  missing text[] not null default '{}',
  reasons jsonb not null default '[]' constraint health_scores_reasons_form check (jsonb_typeof(reasons) = 'array'),
  is_latest boolean not null default true,
  version text not null default '1',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint health_scores_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade
);
comment on table health_scores is
  'The history of a customer''s health, the latest marked. Not audited: reckoned by rule from records which are.';
create unique index health_scores_latest on health_scores (org_id, contact_id) where is_latest;
create index health_scores_worst on health_scores (org_id, score, id) where is_latest;
create index health_scores_of_contact on health_scores (org_id, contact_id, created_at desc);
select app.protect('health_scores', follows => 'contact_id', parent => 'contacts', audit => false);
select app.edits_to_add('health_scores');
