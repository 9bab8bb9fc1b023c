-- Lead scores: how much a lead is worth going after, in four parts of 25, each with what it rests on.  seed: AG12, F18, N14, C22

create table lead_scores (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  score smallint not null constraint lead_scores_range check (score between 0 and 100),
  tier char(1) not null generated always as (
    case when score >= 75 then 'A' when score >= 50 then 'B' when score >= 25 then 'C' else 'D' end) stored,
  previous_score smallint,
  website_quality_score smallint constraint lead_scores_website_range check (website_quality_score between 0 and 25),
  business_size_score smallint constraint lead_scores_size_range check (business_size_score between 0 and 25),
  engagement_score smallint constraint lead_scores_engagement_range check (engagement_score between 0 and 25),
  fit_score smallint constraint lead_scores_fit_range check (fit_score between 0 and 25),
  scoring_factors jsonb not null default '[]' constraint lead_scores_factors_form check (jsonb_typeof(scoring_factors) = 'array'),
  scoring_notes text constraint lead_scores_notes_length check (length(scoring_notes) <= 1000),
  missing text[] not null default '{}',
  complete boolean not null generated always as (missing = '{}') stored,
  scored_by text not null default 'ai' constraint lead_scores_by_known check (scored_by in ('ai', 'manual')),
  scorer_id uuid,
  engine text not null default 'rules',
  version text not null default '1',
  scored_at timestamptz not null default now(),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint lead_scores_once unique (org_id, lead_id),
  constraint lead_scores_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table lead_scores is
  'How much a lead is worth going after, 0 to 100: A from 75, B from 50, C from 25. Another scale than the deal''s health.';
comment on column lead_scores.scoring_factors is
  'What each part rests on: [{"part", "code", "points", "value", "won", "lost", "days", "count", "call_id", "quote", "start"}].';
comment on column lead_scores.missing is 'Parts of which nothing is known; they are left out, and the others count for all.';
comment on column lead_scores.scored_by is 'manual: a person said so; nobody reckons over it until it is taken back.';
create index lead_scores_best on lead_scores (org_id, score desc, id);
select app.protect('lead_scores', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('lead_scores');
select app.program_sets('lead_scores');

-- The score rides on the lead, for list, board and search.
alter table leads
add column score smallint constraint leads_score_range check (score between 0 and 100),
add column tier char(1) constraint leads_tier_known check (tier in ('A', 'B', 'C', 'D'));
comment on column leads.score is 'How much it is worth going after, copied from lead_scores; health says how it goes.';
create index leads_by_score on leads (org_id, score desc nulls last, id) where deleted_at is null;

create function app.lead_score_on_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.leads as l
  set score = case when tg_op = 'DELETE' then null else new.score end,
    tier = case when tg_op = 'DELETE' then null else new.tier end
  where l.org_id = coalesce(new.org_id, old.org_id) and l.id = coalesce(new.lead_id, old.lead_id);
  return null;
end
$$;
alter function app.lead_score_on_lead() owner to service_role;
create trigger on_lead after insert or update of score or delete on lead_scores for each row
execute function app.lead_score_on_lead();

drop trigger _only_program on leads;
create trigger _only_program before insert or update of
  health_score, health_color, health_partial, health_at, health_likelihood, health_warnings, score, tier on leads for each row
when (current_setting('request.method', true) <> '' and current_user = 'authenticated')
execute function app.only_program('health_score', 'health_color', 'health_partial', 'health_at', 'health_likelihood',
  'health_warnings', 'score', 'tier');

-- New leads, one or a hundred thousand, are scored once, a moment after the last of them.  seed: J06, IE07
create function app.leads_to_score() returns trigger
language plpgsql
as $$
begin
  if auth.org_id() is not null then
    perform app.start_later('p3', 'sales.score_new', '{}', 'score_new', 5, 3);
  end if;
  return null;
end
$$;
create trigger to_score after insert on leads for each statement execute function app.leads_to_score();
