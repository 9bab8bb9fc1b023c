-- The files of a contract, one after the other, each with the words read from it and the steps of reading it.

create table contract_versions (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contract_id uuid not null,
  number integer not null default 0,
  file_name text not null constraint contract_versions_name_length check (length(file_name) between 1 and 300),
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  path text not null,
  state text not null default 'queued' constraint contract_versions_state_known
    check (state in ('queued', 'running', 'done', 'failed', 'wordless')),
  problem text,
  pages integer,
  page_starts integer[] not null default '{}',
  words integer,
  text text,
  language text,
  engine text,
  model text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint contract_versions_number unique (org_id, contract_id, number),
  constraint contract_versions_once unique (org_id, contract_id, sha256),
  constraint contract_versions_contract foreign key (org_id, contract_id) references contracts (org_id, id) on delete cascade
);
comment on table contract_versions is
  'A file of a contract and the words in it. Not audited: the file is kept, its words can be read from it again.';
comment on column contract_versions.page_starts is 'Where each page begins in text, in characters.';
comment on column contract_versions.path is 'The object in the bucket of contracts.';
comment on column contract_versions.state is 'wordless: it holds pictures of pages only.';
select app.protect('contract_versions', follows => 'contract_id', parent => 'contracts', audit => false);
select app.edits_to_add('contract_versions');

-- A version has the next number, and is told of: whoever reads contracts hears of it.  seed: J09, ST09
create function app.contract_version_number() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.contracts set versions = versions + 1
  where org_id = new.org_id and id = new.contract_id returning versions into new.number;
  return new;
end
$$;
alter function app.contract_version_number() owner to service_role;
create trigger number before insert on contract_versions for each row execute function app.contract_version_number();

create function app.contract_version_added() returns trigger
language plpgsql
as $$
begin
  perform app.announce('sales.contract_added', new.contract_id, jsonb_build_object(
    'version_id', new.id, 'number', new.number, 'file_name', new.file_name));
  return null;
end
$$;
create trigger told after insert on contract_versions for each row when (new.state = 'queued')
execute function app.contract_version_added();

create table contract_steps (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  version_id uuid not null,
  step text not null constraint contract_steps_step_known
    check (step in ('extract', 'clauses', 'obligations', 'risk', 'notify')),
  position smallint not null,
  state text not null default 'waiting' constraint contract_steps_state_known
    check (state in ('waiting', 'running', 'done', 'skipped', 'failed')),
  message text,
  attempts integer not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint contract_steps_once unique (org_id, version_id, step),
  constraint contract_steps_version foreign key (org_id, version_id) references contract_versions (org_id, id) on delete cascade
);
comment on table contract_steps is 'The steps of reading a version: which runs, which are done. Not audited: it is progress.';
select app.protect('contract_steps', follows => 'version_id', parent => 'contract_versions', audit => false);
select app.edits_to_add('contract_steps');
