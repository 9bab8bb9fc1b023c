-- Leads: the thing in the pipeline, from first touch to won or lost. Seeds' leads and deals are this one noun.  seed: D01, D07

create table leads (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  title text not null constraint leads_title_length check (length(btrim(title)) between 1 and 200),
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null constraint leads_status_known check (status in ('open', 'cold', 'won', 'lost')),
  company_id uuid,
  company text constraint leads_company_length check (length(company) <= 160),
  contact_id uuid,
  role text constraint leads_role_length check (length(role) <= 160),
  location text constraint leads_location_length check (length(location) <= 160),
  budget_min numeric(15, 2) constraint leads_budget_min_range check (budget_min >= 0),
  budget_max numeric(15, 2),
  amount numeric(15, 2),
  currency char(3) constraint leads_currency_form check (currency ~ '^[A-Z]{3}$'),
  amount_base numeric(15, 2),
  fx_rate numeric(20, 8),
  fx_date date,
  probability smallint not null constraint leads_probability_range check (probability between 0 and 100),
  weighted_base numeric(15, 2) generated always as (round(amount_base * probability / 100, 2)) stored,
  expected_close_on date,
  source text constraint leads_source_length check (length(source) <= 160),
  description text constraint leads_description_length check (length(description) <= 100000),
  next_step text constraint leads_next_step_length check (length(next_step) <= 1000),
  lost_reason text constraint leads_lost_reason_length check (length(lost_reason) <= 1000),
  last_contact_at timestamptz,
  stage_entered_at timestamptz not null default now(),
  open_stage_id uuid,
  rots_at timestamptz,
  closed_at timestamptz,
  position numeric not null,
  health_score smallint constraint leads_health_range check (health_score between 0 and 100),
  health_color text constraint leads_health_color_known check (health_color in ('green', 'yellow', 'red')),
  health_partial boolean not null default false,
  health_at timestamptz,
  tag_ids uuid[] not null default '{}',
  custom jsonb not null default '{}',
  integration_id uuid,
  external_id text,
  external_platform text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  sort_name text not null generated always as (app.sort_key(title)) stored,
  search tsvector generated always as (
    setweight(to_tsvector('simple', app.words(title || ' ' || coalesce(company, ''))), 'A')
    || to_tsvector('simple', app.words(
      coalesce(role, '') || ' ' || coalesce(location, '') || ' ' || coalesce(source, '') || ' '
      || coalesce(next_step, '') || ' ' || coalesce(description, '')))
  ) stored,
  primary key (org_id, id),
  constraint leads_external_length check (greatest(length(external_id), length(external_platform)) <= 500),
  constraint leads_assignees_count check (cardinality(assignee_ids) <= 50),
  constraint leads_budget_order check (budget_max >= budget_min),
  constraint leads_pipeline foreign key (org_id, pipeline_id) references pipelines (org_id, id),
  constraint leads_stage foreign key (org_id, stage_id) references stages (org_id, id),
  constraint leads_company foreign key (org_id, company_id) references companies (org_id, id),
  constraint leads_contact foreign key (org_id, contact_id) references contacts (org_id, id)
);
comment on table leads is
  'Leads (deals): who wants what, for how much, at which stage of which pipeline, and how healthy the deal is.';
comment on column leads.status is 'open, cold, won or lost; writing a stage''s name here moves the lead to that stage.';
comment on column leads.company is 'The company''s name: as asked for, or copied from company_id.';
comment on column leads.amount_base is 'The amount in the organisation''s base currency, at fx_rate of fx_date.';
comment on column leads.position is 'Place in its column of the board: between its neighbours'' positions.';
comment on column leads.rots_at is 'When the lead counts as stale unless someone touches it: the board''s mark.';
comment on column leads.health_score is 'The deal''s latest health, copied from deal_health_scores for board and list.';

create index leads_search on leads using gin (search);
create index leads_custom on leads using gin (custom jsonb_path_ops);
create index leads_tags on leads using gin (tag_ids);
create unique index leads_external_id_unique on leads (org_id, integration_id, external_platform, external_id)
nulls not distinct where external_id is not null;
create index leads_by_name on leads (org_id, sort_name, id) where deleted_at is null;
create index leads_board on leads (org_id, stage_id, position, id) where deleted_at is null;
create index leads_totals on leads (org_id, pipeline_id, stage_id)
include (amount_base, weighted_base, owner_id, team_id, assignee_ids, closed_at) where deleted_at is null;
create index leads_by_amount on leads (org_id, amount_base desc nulls last, id) where deleted_at is null;
create index leads_newest on leads (org_id, created_at desc, id desc) where deleted_at is null;
create index leads_closing on leads (org_id, expected_close_on, id) where deleted_at is null;
create index leads_of_contact on leads (org_id, contact_id);
create index leads_of_company on leads (org_id, company_id);
create index leads_ix01 on leads (org_id, company, role, location, budget_min);
create index leads_ix05 on leads (org_id, last_contact_at) where status = 'cold';
create index leads_ix06 on leads (org_id, budget_min) where status <> 'lost' and budget_min > 50000;

select app.protect('leads', owner => 'owner_id');
select app.expect_rows('leads');
select app.countable('leads');
create trigger check_custom before insert or update of custom on leads
for each row when (new.custom <> '{}') execute function app.check_custom('leads');
