-- The training library: documents, videos and words to learn from, in courses, with what each person has seen.  seed: D39

create table training_collections (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint training_collections_name_length check (length(btrim(name)) between 1 and 100),
  description text not null default '' constraint training_collections_description_length check (length(description) <= 2000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table training_collections is 'Courses: materials that belong together, in an order.';
select app.protect('training_collections', write_roles => '{owner,admin,manager}');

create table training_materials (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  collection_id uuid,
  title text not null constraint training_materials_title_length check (length(btrim(title)) between 1 and 200),
  description text not null default '' constraint training_materials_description_length check (length(description) <= 4000),
  kind text not null default 'text' constraint training_materials_kind_known
    check (kind in ('text', 'document', 'video', 'audio', 'image', 'link')),
  position integer not null default 0,
  path text constraint training_materials_path_place check (path like org_id::text || '/%'),
  file_name text constraint training_materials_file_length check (length(file_name) <= 300),
  media_type text,
  size bigint,
  url text constraint training_materials_url_form check (url ~ '^https?://' and length(url) <= 2000),
  body text constraint training_materials_body_length check (octet_length(body) <= 4000000),
  reading text not null default 'ready' constraint training_materials_reading_known
    check (reading in ('ready', 'waiting', 'unreadable')),
  problem text,
  engine text,
  model text,
  cost_usd numeric(12, 6),
  external_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  search tsvector generated always as (
    setweight(to_tsvector('simple', app.words(title)), 'A') || setweight(to_tsvector('simple', app.words(description)), 'B')
    || to_tsvector('simple', app.words(left(coalesce(body, ''), 400000)))
  ) stored,
  primary key (org_id, id),
  constraint training_materials_collection foreign key (org_id, collection_id) references training_collections (org_id, id)
    on delete set null (collection_id)
);
comment on table training_materials is
  'What there is to learn from. The bytes lie in the bucket training-materials at path; body is what can be read or was said '
  'in it, so that search finds it. engine, model and cost_usd: a picture that a model made.';
create index training_materials_search on training_materials using gin (search);
create index training_materials_of on training_materials (org_id, collection_id, position) where deleted_at is null;
create unique index training_materials_imported on training_materials (org_id, external_id) where external_id is not null;
select app.protect('training_materials');

create table training_progress (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  material_id uuid not null,
  at_seconds real not null default 0 constraint training_progress_at_range check (at_seconds between 0 and 1000000),
  of_seconds real constraint training_progress_of_range check (of_seconds between 0 and 1000000),
  completed_at timestamptz,
  owner_id uuid not null default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint training_progress_material foreign key (org_id, material_id) references training_materials (org_id, id)
    on delete cascade
);
comment on table training_progress is
  'How far a person has come with a material; seen by that person and their manager. Not audited: a player writes it.';
create unique index training_progress_once on training_progress (org_id, owner_id, material_id);
create index training_progress_of on training_progress (org_id, material_id);
select app.protect('training_progress', owner => 'owner_id', audit => false);
select app.coached('training_progress');
create policy training_progress_own_insert on training_progress as restrictive for insert to authenticated
with check (owner_id = auth.uid());
create policy training_progress_own_update on training_progress as restrictive for update to authenticated
using (owner_id = auth.uid()) with check (owner_id = auth.uid());
