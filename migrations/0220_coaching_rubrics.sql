-- The rubric: by what a call is judged here, criterion by criterion, with its weight and what good looks like.  seed: D40

create table rubrics (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint rubrics_name_length check (length(btrim(name)) between 1 and 100),
  automatic boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table rubrics is
  'How an organisation judges its calls and practice talks. automatic: every call is judged as soon as it is understood.';
select app.protect('rubrics', write_roles => '{owner,admin,manager}');

create table rubric_criteria (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  rubric_id uuid not null,
  position smallint not null default 0,
  name text not null constraint rubric_criteria_name_length check (length(btrim(name)) between 1 and 100),
  good text not null default '' constraint rubric_criteria_good_length check (length(good) <= 1000),
  weight smallint not null default 1 constraint rubric_criteria_weight_range check (weight between 1 and 10),
  measure text constraint rubric_criteria_measure_form check (measure ~ '^[a-z_]{1,40}$'),
  phrases text[] not null default '{}' constraint rubric_criteria_phrases_most check (cardinality(phrases) <= 40),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint rubric_criteria_rubric foreign key (org_id, rubric_id) references rubrics (org_id, id) on delete cascade
);
comment on table rubric_criteria is
  'What is looked at. measure: the line of the offline engine''s that judges it; phrases: words it listens for instead; '
  'neither where only a model can judge.';
create index rubric_criteria_of on rubric_criteria (org_id, rubric_id, position) where deleted_at is null;
select app.protect('rubric_criteria', write_roles => '{owner,admin,manager}');
