-- The brief of a call: what a colleague who was not there needs to know.  seed: D04, IX07, F07

create table call_briefs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  call_id uuid not null,
  lead_id uuid,
  headline text not null default '',
  summary text not null default '',
  points jsonb not null default '{}' constraint call_briefs_points_form check (jsonb_typeof(points) = 'object'),
  people jsonb not null default '[]',
  sentiment real,
  sentiment_change real,
  language text,
  missing text[] not null default '{}',
  engine text not null,
  model text,
  method text not null default 'extracted',
  fallback boolean not null default false,
  confidence real,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector generated always as (to_tsvector('simple', app.words(left(headline || ' ' || summary, 100000)))) stored,
  primary key (org_id, id),
  constraint call_briefs_once unique (org_id, call_id),
  constraint call_briefs_call foreign key (org_id, call_id) references calls (org_id, id) on delete cascade,
  constraint call_briefs_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table call_briefs is
  'One brief per call. Not audited: an agent writes it from the call, which is audited, and every run is logged.';
comment on column call_briefs.points is
  'What it says and where that stands: {"summary": [...], "needs": [...], "decisions": [...], "questions": [...]}, each '
  '{"text", "confidence", "evidence": {"quote", "start", "end", "turn", "speaker", "side", "at"}}.';
create index call_briefs_search on call_briefs using gin (search);
create index call_briefs_of_lead on call_briefs (org_id, lead_id) where lead_id is not null;
select app.protect('call_briefs', follows => 'call_id', parent => 'calls', audit => false);
select app.edits_to_add('call_briefs');
