-- Imports: one row a file, from upload to undo. The rows themselves wait in app.import_rows (0041).  seed: D35, D36, IE01

create table import_jobs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null constraint import_jobs_kind_form check (kind ~ '^[a-z][a-z_]{0,40}$'),
  name text not null constraint import_jobs_name_length check (length(name) between 1 and 300),
  source_system text not null default 'file' constraint import_jobs_source_length check (length(source_system) <= 60),
  status text not null default 'uploaded' constraint import_jobs_status_known check (status in (
    'uploaded', 'checking', 'checked', 'loading', 'paused', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
  file text,
  file_size bigint not null default 0,
  layout jsonb not null default '{}',
  plan jsonb not null default '{}',
  total_rows bigint not null default 0,
  staged_rows bigint not null default 0,
  processed_rows bigint not null default 0,
  new_count bigint not null default 0,
  changed_count bigint not null default 0,
  same_count bigint not null default 0,
  duplicate_count bigint not null default 0,
  error_count bigint not null default 0,
  created_count bigint not null default 0,
  updated_count bigint not null default 0,
  undone_count bigint not null default 0,
  kept_count bigint not null default 0,
  message text not null default '',
  background_job_id uuid,
  started_at timestamptz,
  completed_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table import_jobs is
  'Files on their way into the CRM: what they are, how columns are understood, how far they are, what came of them.';
comment on column import_jobs.layout is 'How the file is read (comity.office.imports.readers.Layout).';
comment on column import_jobs.plan is 'What its columns mean (comity.office.imports.mapping.plan.Plan).';
comment on column import_jobs.error_count is 'Rows that cannot be taken. What is wrong with each: import_errors.';
create index import_jobs_recent on import_jobs (org_id, created_at desc, id);
select app.protect('import_jobs', owner => 'owner_id');

create table import_errors (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  import_id uuid not null,
  row_number integer not null,
  column_name text not null default '',
  value text not null default '',
  reason text not null,
  weight text not null default 'cell' constraint import_errors_weight_known check (weight in ('row', 'cell', 'note')),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint import_errors_import foreign key (org_id, import_id) references import_jobs (org_id, id) on delete cascade
);
comment on table import_errors is
  'What is wrong with rows of an import: row = cannot be taken, cell = a value was left out, note = kept as written. '
  'At most 10,000 an import; the error file has them all. Not audited: it repeats the file.';
create index import_errors_of_import on import_errors (org_id, import_id, row_number);
select app.protect('import_errors', follows => 'import_id', parent => 'import_jobs', audit => false);

create table import_mappings (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null constraint import_mappings_kind_form check (kind ~ '^[a-z][a-z_]{0,40}$'),
  fingerprint text not null constraint import_mappings_fingerprint_form check (fingerprint ~ '^[0-9a-f]{64}$'),
  plan jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint import_mappings_once unique (org_id, kind, fingerprint)
);
comment on table import_mappings is 'How this organisation maps files with these columns: remembered from the last import.';
select app.protect('import_mappings');
