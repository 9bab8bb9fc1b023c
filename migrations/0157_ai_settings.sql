-- How an organisation wants its wits: whom to ask first, which model for what, and what assistants may do.  seed: AC06, C06

create table ai_settings (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  providers text[] not null default '{}' constraint ai_settings_providers_known
    check (providers <@ '{compatible,anthropic,openai,gemini}'::text[]),
  models jsonb not null default '{}' constraint ai_settings_models_object check (jsonb_typeof(models) = 'object'),
  tiers jsonb not null default '{}' constraint ai_settings_tiers_object check (jsonb_typeof(tiers) = 'object'),
  batch boolean not null default true,
  assistants text not null default 'propose' constraint ai_settings_assistants_known
    check (assistants in ('off', 'read', 'propose', 'act')),
  alert_below integer not null default 80 constraint ai_settings_alert_range check (alert_below between 0 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id)
);
comment on table ai_settings is 'Which providers are asked in which order, with which models, and what assistants may do.';
comment on column ai_settings.providers is
  'The order to ask in; those not named come after, the offline engine is always last.';
comment on column ai_settings.models is
  'Model names by provider and tier: {"openai": {"fast": "..."}}; what is missing is usual.';
comment on column ai_settings.tiers is 'The tier by priority and difficulty: {"p0": {"accurate": "balanced"}}.';
comment on column ai_settings.assistants is 'What assistants from outside may do: off, read, propose changes, or act.';
comment on column ai_settings.alert_below is 'Admins are told when an agent is right less often than this, in percent.';
select app.protect('ai_settings', write_roles => '{owner,admin}');

-- A verdict may say how it should have been.  seed: AC14
alter table ai_feedback drop constraint ai_feedback_verdict_known;
alter table ai_feedback add constraint ai_feedback_verdict_known check (verdict in ('right', 'wrong', 'corrected'));
alter table ai_feedback add column correction jsonb constraint ai_feedback_correction
check (verdict <> 'corrected' or correction is not null);
comment on column ai_feedback.correction is 'What would have been right, where somebody said so.';

-- How right an agent is on cases with known answers, an engine a row.  seed: AC13
create table ai_evaluations (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  agent text not null,
  engine text not null,
  model text,
  cases integer not null constraint ai_evaluations_cases_some check (cases > 0),
  score real not null constraint ai_evaluations_score_range check (score between 0 and 1),
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table ai_evaluations is
  'An agent tried on its own cases: how many, and how many were right, by engine. Not audited: it is a log of trials.';
create index ai_evaluations_agent on ai_evaluations (org_id, agent, created_at desc);
select app.protect('ai_evaluations', write_roles => '{owner,admin}', read_roles => '{owner,admin}', audit => false);

-- Evidence or nothing: for the check constraint of a table whose values agents found.
create function app.is_evidence(evidence jsonb) returns boolean
language sql immutable parallel safe
as $$
  select jsonb_typeof(evidence) = 'array' and jsonb_array_length(evidence) > 0 and not exists (
    select from jsonb_array_elements(evidence) as e
    where coalesce(e ->> 'source', '') = '' or coalesce(e ->> 'quote', '') = '' and e ->> 'at' is null and e ->> 'id' is null)
$$;
comment on function app.is_evidence(jsonb) is
  'Whether this says where it stands: an array of {"source", "id", "quote", "start", "end", "at"}, none of them empty.';
grant execute on function app.is_evidence(jsonb) to public;
