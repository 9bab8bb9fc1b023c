-- Market search: pages and feeds an organisation names, read on a schedule, and what stood in them when.  seed: AG17

create table market_sources (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint market_sources_name_length check (length(btrim(name)) between 1 and 200),
  url text not null constraint market_sources_url_form check (url ~ '^https?://' and length(url) <= 2000),
  every_hours integer not null default 24 constraint market_sources_every_range check (every_hours between 1 and 720),
  state text not null default 'waiting' constraint market_sources_state_known check (state in ('waiting', 'read', 'failed')),
  problem text,
  read_at timestamptz,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table market_sources is 'Pages and feeds that market search may answer from, and no others.';
create unique index market_sources_url_once on market_sources (org_id, url) where deleted_at is null;
create index market_sources_due on market_sources (org_id, due_at) where deleted_at is null;
select app.protect('market_sources', write_roles => '{owner,admin,manager}');

create table market_documents (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  source_id uuid not null,
  url text not null constraint market_documents_url_length check (length(url) <= 2000),
  title text not null default '' constraint market_documents_title_length check (length(title) <= 300),
  body text not null constraint market_documents_body_length check (octet_length(body) <= 2000000),
  language regconfig not null default 'simple',
  published_at timestamptz,
  read_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector generated always as (
    setweight(to_tsvector(language, title), 'A') || to_tsvector(language, left(body, 400000))
  ) stored,
  primary key (org_id, id),
  constraint market_documents_source foreign key (org_id, source_id) references market_sources (org_id, id)
    on delete cascade
);
comment on table market_documents is
  'What stood in a source, as text, with when it was published and when it was read. Not audited: it is read anew all the '
  'time.';
create unique index market_documents_once on market_documents (org_id, source_id, url);
create index market_documents_search on market_documents using gin (search);
select app.protect('market_documents', write_roles => '{owner,admin,manager}', audit => false);
