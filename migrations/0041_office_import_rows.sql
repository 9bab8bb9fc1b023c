-- The rows of imports while they are looked at and loaded, and what loading did, for undo. Not exposed.

-- action: n new, u there already and to be changed, = there already and the same, d repeats an earlier row (twin),
-- b cannot be taken. Unlogged: after a crash of the database it is filled again from the file.
create unlogged table app.import_rows (
  org_id uuid not null,
  job_id uuid not null,
  row_no integer not null,
  record_id uuid not null default uuidv7(),
  action text not null default 'n',
  emails text[],
  phones text[],
  external_id text,
  data jsonb not null,
  problems jsonb,
  twin integer,
  matched text,
  company_id uuid,
  owner_id uuid,
  primary key (org_id, job_id, row_no)
);
comment on table app.import_rows is 'Rows of files on their way in.';
-- the importer analyses it itself, and only what plans depend on; a vacuum after every file would only cost
alter table app.import_rows
  alter column data set statistics 0, alter column problems set statistics 0, alter column emails set statistics 0,
  alter column phones set statistics 0, alter column org_id set statistics 10, alter column job_id set statistics 10,
  alter column row_no set statistics 10, alter column record_id set statistics 10,
  alter column action set statistics 10, alter column external_id set statistics 10,
  alter column matched set statistics 10, alter column twin set statistics 10,
  alter column company_id set statistics 10, alter column owner_id set statistics 10;
alter table app.import_rows set (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1000000000);
create index import_rows_action on app.import_rows (org_id, job_id, action, row_no) where action <> 'n';

-- A chunk is loaded in one transaction together with this row: nothing twice, nothing lost.
create table app.import_chunks (
  org_id uuid not null,
  job_id uuid not null,
  first_row integer not null,
  last_row integer not null,
  rows integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  refused integer not null default 0,
  loaded_at timestamptz not null default now(),
  primary key (org_id, job_id, first_row),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_chunks is 'What has been loaded. The chunk before the first row is what rows share: companies, tags.';

create table app.import_created (
  org_id uuid not null,
  job_id uuid not null,
  first_row integer not null,
  relation text not null,
  ids uuid[] not null,
  primary key (org_id, job_id, first_row, relation),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_created is 'Records an import created.';

create table app.import_changes (
  org_id uuid not null,
  job_id uuid not null,
  relation text not null,
  record_id uuid not null,
  old_values jsonb not null,
  new_values jsonb not null,
  primary key (org_id, job_id, relation, record_id),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_changes is 'Records an import changed: only the columns that changed, before and after.';

create table app.import_kept (
  org_id uuid not null,
  job_id uuid not null,
  relation text not null,
  record_id uuid not null,
  reason text not null,
  primary key (org_id, job_id, relation, record_id),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_kept is 'What undoing an import left alone, and why.';

create table app.import_links (
  org_id uuid not null,
  job_id uuid not null,
  relation text not null,
  value text not null,
  record_id uuid not null,
  label text not null default '',
  primary key (org_id, job_id, relation, value),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_links is 'What a file calls a company, a tag, a stage -> the record meant.';

create table app.import_fixes (
  org_id uuid not null,
  job_id uuid not null,
  row_no integer not null,
  cells jsonb not null,
  primary key (org_id, job_id, row_no),
  foreign key (org_id, job_id) references import_jobs (org_id, id) on delete cascade
);
comment on table app.import_fixes is 'Cells people corrected before loading: {column: value}.';

do $$
declare
  t text;
begin
  foreach t in array
    '{import_rows,import_chunks,import_created,import_changes,import_kept,import_links,import_fixes}'::text[]
  loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy %I on app.%I to authenticated using (org_id = auth.org_id())'
      ' with check (org_id = auth.org_id())', t || '_own', t);
    execute format('grant select, insert, update, delete on app.%I to authenticated, service_role', t);
  end loop;
end
$$;
grant maintain on app.import_rows to service_role;

-- What would change on a record: the given values that differ from those it has. filling: only where it has none.
create function app.import_difference(now_is jsonb, given jsonb, filling boolean) returns jsonb
language sql immutable parallel safe
as $$
  select coalesce(jsonb_object_agg(g.key, case when g.key <> 'custom' then g.value
    when filling then g.value || (now_is -> 'custom') else (now_is -> 'custom') || g.value end), '{}')
  from jsonb_each(given) as g
  where case
    when g.key = any ('{points,company,owner,tags,created_at}'::text[]) then false
    when g.key = any ('{email,phone}'::text[]) then now_is ->> g.key is null
    when g.key = 'custom' and filling then not (coalesce(now_is -> 'custom', '{}') ?& array(select jsonb_object_keys(g.value)))
    when g.key = 'custom' then not (coalesce(now_is -> 'custom', '{}') @> g.value)
    when filling then coalesce(now_is ->> g.key, '') = ''
    else now_is ->> g.key is distinct from g.value #>> '{}'
  end
$$;
comment on function app.import_difference(jsonb, jsonb, boolean) is 'The values of a row that would change a record.';
grant execute on function app.import_difference(jsonb, jsonb, boolean) to authenticated, service_role;

-- The change feed leaves out what this session writes from now on: a bulk load would tell every browser of every row.
-- Where the server does not let us mark our sessions, everything works, and the feed is busier.
do $$
begin
  for hand in 1 .. 8 loop
    if not exists (select from pg_replication_origin as o where o.roname = 'comity_bulk_' || hand) then
      perform pg_replication_origin_create('comity_bulk_' || hand);
    end if;
  end loop;
exception when others then
  raise notice 'Bulk loads will be told row by row: %', sqlerrm;
end
$$;

create function app.quietly() returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if pg_replication_origin_session_is_setup() then
    return true;
  end if;
  for hand in 1 .. 8 loop
    begin
      perform pg_replication_origin_session_setup('comity_bulk_' || hand);
      return true;
    exception
      when object_in_use then null;  -- another hand has it
    end;
  end loop;
  return false;
exception when others then
  return false;
end
$$;
comment on function app.quietly() is 'Keeps the rest of this session out of the change feed, where the server allows it.';
grant execute on function app.quietly() to authenticated, service_role;

-- One audit row for each record of a chunk, holding all that the file gave it; in the transaction that loads the chunk.
create function app.import_audit(job uuid, first_row integer, last_row integer, relation text) returns bigint
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  actor constant jsonb := app.actor();
  me constant uuid := auth.uid();
  n bigint;
begin
  insert into public.audit_logs
    (org_id, id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  select
    r.org_id, r.record_id, me, 'import:' || job, 'insert', relation, r.record_id, r.data,
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from app.import_rows as r
  where r.org_id = auth.org_id() and r.job_id = job and r.row_no between import_audit.first_row and import_audit.last_row
    and r.action = 'n';
  get diagnostics n = row_count;
  return n;
end
$$;
comment on function app.import_audit(uuid, integer, integer, text) is 'Audit rows of a loaded chunk.';
alter function app.import_audit(uuid, integer, integer, text) owner to service_role;
grant execute on function app.import_audit(uuid, integer, integer, text) to authenticated, service_role;
