-- Clauses of a contract, each with the words it rests on; what somebody must do by when; and our own standard texts.
-- seed: D13, AG09

create table contract_clauses (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contract_id uuid not null,
  version_id uuid not null,
  kind text not null constraint contract_clauses_kind_form check (kind ~ '^[a-z_]{1,40}$'),
  risk text not null default 'none' constraint contract_clauses_risk_known check (risk in ('none', 'low', 'medium', 'high')),
  reason text not null default '',
  number text not null default '',
  heading text not null default '',
  page integer not null,
  span_start integer not null,
  span_end integer not null,
  quote text not null,
  confidence real not null constraint contract_clauses_confidence_range check (confidence between 0 and 1),
  method text not null,
  engine text not null,
  model text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint contract_clauses_evidence check (quote <> '' and span_end > span_start),
  constraint contract_clauses_once unique (org_id, version_id, kind, span_start, span_end),
  constraint contract_clauses_version foreign key (org_id, version_id) references contract_versions (org_id, id) on delete cascade
);
comment on table contract_clauses is 'What a version of a contract says, by kind: verbatim, with its page, span and risk.';
create index contract_clauses_of_contract on contract_clauses (org_id, contract_id, kind);
select app.protect('contract_clauses', follows => 'version_id', parent => 'contract_versions');
select app.edits_to_add('contract_clauses');

create table contract_obligations (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contract_id uuid not null,
  version_id uuid not null,
  kind text not null default 'duty' constraint contract_obligations_kind_known
    check (kind in ('duty', 'effective', 'expiry', 'notice')),
  who text not null default '',
  what text not null constraint contract_obligations_what_length check (length(btrim(what)) between 1 and 2000),
  due_on date,
  due_words text not null default '',
  every text not null default '',
  must_not boolean not null default false,
  page integer not null,
  span_start integer not null,
  span_end integer not null,
  quote text not null,
  confidence real not null constraint contract_obligations_confidence_range check (confidence between 0 and 1),
  method text not null,
  engine text not null,
  model text,
  task_id uuid,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint contract_obligations_evidence check (quote <> '' and span_end > span_start),
  constraint contract_obligations_once unique (org_id, version_id, kind, span_start, span_end),
  constraint contract_obligations_version
  foreign key (org_id, version_id) references contract_versions (org_id, id) on delete cascade
);
comment on table contract_obligations is 'Who must do what by when, and the dates a contract lives by.';
create index contract_obligations_of_contract on contract_obligations (org_id, contract_id, due_on);
select app.protect('contract_obligations', follows => 'version_id', parent => 'contract_versions');
select app.edits_to_add('contract_obligations');
