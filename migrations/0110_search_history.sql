-- What a person searched for and opened: recents for the palette, and questions that were asked.  seed: SE06, D21

create table search_history (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null default auth.uid(),
  text text not null constraint search_history_text_length check (length(text) between 1 and 500),
  kind text not null default 'words' constraint search_history_kind_known check (kind in ('words', 'question')),
  relation text,
  query text,
  understood jsonb not null default '[]',
  unknown jsonb not null default '[]',
  engine text not null default 'rules',
  times integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table search_history is
  'Searches and typed questions of one person, private to them: the text, the query it became, what was not understood. '
  'Not audited: reading is not logged (GD03).';
create unique index search_history_text_unique on search_history (org_id, user_id, lower(text));
create index search_history_recent on search_history (org_id, user_id, updated_at desc);
select app.protect('search_history', write_roles => '{owner,admin,manager,rep,technician,readonly}', audit => false);
create policy search_history_own on search_history as restrictive to authenticated
using (user_id = auth.uid()) with check (user_id = auth.uid());

create table recent_records (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null default auth.uid(),
  relation text not null,
  record_id uuid not null,
  title text not null constraint recent_records_title_length check (length(title) <= 300),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint recent_records_unique unique (org_id, user_id, relation, record_id)
);
comment on table recent_records is 'Records a person opened lately, private to them: what the palette offers first. Not audited.';
create index recent_records_recent on recent_records (org_id, user_id, updated_at desc);
select app.protect('recent_records', write_roles => '{owner,admin,manager,rep,technician,readonly}', audit => false);
create policy recent_records_own on recent_records as restrictive to authenticated
using (user_id = auth.uid()) with check (user_id = auth.uid());
