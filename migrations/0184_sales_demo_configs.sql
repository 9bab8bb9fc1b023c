-- Demos made for one prospect: field by field, each with its version, so that two can write at once; and links to show them.
-- seed: D14, AG10, RT04

create table demo_configs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  title text not null constraint demo_configs_title_length check (length(btrim(title)) between 1 and 200),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint demo_configs_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table demo_configs is 'A demo made for one prospect.';
create index demo_configs_of_lead on demo_configs (org_id, lead_id, created_at desc) where deleted_at is null;
select app.protect('demo_configs', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('demo_configs');

create table demo_fields (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  demo_id uuid not null,
  key text not null constraint demo_fields_key_form check (key ~ '^[a-z][a-z_0-9]{0,40}$'),
  value text not null default '' constraint demo_fields_value_length check (length(value) <= 20000),
  version integer not null default 1,
  evidence jsonb not null default '[]' constraint demo_fields_evidence_form check (jsonb_typeof(evidence) = 'array'),
  engine text not null default 'person',
  changed_by uuid default auth.uid(),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint demo_fields_once unique (org_id, demo_id, key),
  constraint demo_fields_evidence check (engine = 'person' or jsonb_array_length(evidence) > 0),
  constraint demo_fields_demo foreign key (org_id, demo_id) references demo_configs (org_id, id) on delete cascade
);
comment on table demo_fields is
  'A field of a demo with its version: who writes says which version they saw. A drafted field carries the words it rests on.';
select app.protect('demo_fields', follows => 'demo_id', parent => 'demo_configs');
select app.edits_to_add('demo_fields');

create table demo_shares (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  demo_id uuid not null,
  token_hash text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  views integer not null default 0,
  viewed_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint demo_shares_token unique (org_id, token_hash),
  constraint demo_shares_demo foreign key (org_id, demo_id) references demo_configs (org_id, id) on delete cascade
);
comment on table demo_shares is 'A link by which anyone may look at a demo until it expires. Only a hash of it is kept.';
create index demo_shares_by_token on demo_shares (token_hash);
select app.protect('demo_shares', follows => 'demo_id', parent => 'demo_configs');
select app.edits_to_add('demo_shares');

-- What a link shows, while it holds; looking is counted.
create function app.demo_by_token(hash text) returns table (org_id uuid, demo_id uuid)
language sql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
  update public.demo_shares as s set views = s.views + 1, viewed_at = now()
  from public.demo_configs as d
  where s.token_hash = hash and s.revoked_at is null and s.expires_at > now()
    and d.org_id = s.org_id and d.id = s.demo_id and d.deleted_at is null
  returning s.org_id, s.demo_id
$$;
comment on function app.demo_by_token(text) is 'The demo a link shows, while it holds.';
alter function app.demo_by_token(text) owner to service_role;
revoke execute on function app.demo_by_token(text) from public;
grant execute on function app.demo_by_token(text) to service_role;
