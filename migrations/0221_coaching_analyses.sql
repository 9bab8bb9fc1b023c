-- Analyses: how a call or a practice talk was judged, with a score for each criterion and the words it rests on.  seed: D40

-- Who holds calls sees how they were judged, their manager too, nobody else: stricter than the records themselves.
create function app.coached(tbl text) returns void
language plpgsql
as $$
begin
  execute format('create policy %I on public.%I as restrictive for select to authenticated using (owner_id = auth.uid()'
    ' or auth.has_role(''owner'', ''admin'')'
    ' or auth.has_role(''manager'') and (auth.team_id() is null or team_id = auth.team_id()))', tbl || '_coached', tbl);
end
$$;
comment on function app.coached(text) is 'After protect: only the person, their team''s manager and the owners see the row.';

create table call_analyses (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  source text not null default 'call' constraint call_analyses_source_known check (source in ('call', 'roleplay', 'import')),
  call_id uuid,
  roleplay_id uuid,
  rubric_id uuid,
  title text not null constraint call_analyses_title_length check (length(title) between 1 and 300),
  held_at timestamptz not null default now(),
  state text not null default 'queued' constraint call_analyses_state_known
    check (state in ('queued', 'running', 'done', 'failed')),
  problem text,
  score real constraint call_analyses_score_range check (score between 0 and 100),
  summary text not null default '',
  engine text,
  model text,
  fallback boolean not null default false,
  confidence real,
  external_id text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint call_analyses_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade,
  constraint call_analyses_rubric foreign key (org_id, rubric_id) references rubrics (org_id, id)
    on delete set null (rubric_id)
);
comment on table call_analyses is
  'How a call, or a practice talk, was judged by the organisation''s rubric. owner_id is whoever held it: they see it, and '
  'their manager.';
create unique index call_analyses_of_call on call_analyses (org_id, call_id) where call_id is not null;
create unique index call_analyses_of_roleplay on call_analyses (org_id, roleplay_id) where roleplay_id is not null;
create unique index call_analyses_imported on call_analyses (org_id, external_id) where external_id is not null;
create index call_analyses_of_person on call_analyses (org_id, owner_id, held_at desc);
select app.protect('call_analyses', owner => 'owner_id');
select app.coached('call_analyses');

create table analysis_scores (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  analysis_id uuid not null,
  criterion_id uuid,
  position smallint not null default 0,
  name text not null,
  weight smallint not null,
  score real constraint analysis_scores_score_range check (score between 0 and 100),
  why text not null default '',
  reason text,
  facts jsonb not null default '{}',
  method text not null,
  confidence real constraint analysis_scores_confidence_range check (confidence between 0 and 1),
  evidence jsonb not null default '[]' constraint analysis_scores_evidence_list check (jsonb_typeof(evidence) = 'array'),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint analysis_scores_evidence check (score is null or jsonb_array_length(evidence) > 0 or method = 'import'),
  constraint analysis_scores_analysis foreign key (org_id, analysis_id) references call_analyses (org_id, id)
    on delete cascade
);
comment on table analysis_scores is
  'A criterion''s score with the spans it rests on: [{"quote", "start", "end", "turn", "speaker", "side", "at"}]. why is a '
  'model''s sentence; reason and facts are the engine''s code and figures, put into words by the page. A score without a '
  'span cannot be kept. Not audited: agents write it from the call, and every run is logged.';
create unique index analysis_scores_once on analysis_scores (org_id, analysis_id, name);
select app.protect('analysis_scores', follows => 'analysis_id', parent => 'call_analyses', audit => false);
select app.coached('analysis_scores');

-- A call that is understood can be judged: told once each time it becomes so.
create function app.call_understood() returns trigger
language plpgsql
as $$
begin
  perform app.announce('comms.call_understood', new.id, jsonb_build_object('call_id', new.id, 'title', new.title));
  return null;
end
$$;
create trigger call_understood after update of state on calls for each row
when (new.state = 'done' and old.state <> 'done' and new.transcript is not null)
execute function app.call_understood();
