-- Pictures of a demo: the prospect's logo, and what is shown. Their bytes are in the bucket of demos, private to the lead.
-- seed: D14, ST04, AG10

create table demo_pictures (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  demo_id uuid not null,
  part text not null default 'picture' constraint demo_pictures_part_known check (part in ('logo', 'picture')),
  caption text not null default '' constraint demo_pictures_caption_length check (length(caption) <= 300),
  media_type text not null constraint demo_pictures_media_known check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null,
  height integer not null,
  path text not null constraint demo_pictures_path_length check (length(path) <= 500),
  position integer not null default 0,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint demo_pictures_demo foreign key (org_id, demo_id) references demo_configs (org_id, id) on delete cascade
);
comment on table demo_pictures is
  'A picture in a demo. Its bytes go ninety days after it came, as the bucket says; then it is shown no more.';
create unique index demo_pictures_one_logo on demo_pictures (org_id, demo_id) where part = 'logo';
create index demo_pictures_of_demo on demo_pictures (org_id, demo_id, position, id);
select app.protect('demo_pictures', follows => 'demo_id', parent => 'demo_configs');
select app.edits_to_add('demo_pictures');
select app.program_sets('demo_pictures', 'demo_id', 'media_type', 'width', 'height', 'path');

-- Whose demo a link shows, without counting another look: for the pictures on its page.
create function app.demo_of_token(hash text) returns table (org_id uuid, demo_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$
  select s.org_id, s.demo_id from public.demo_shares as s
  inner join public.demo_configs as d on d.org_id = s.org_id and d.id = s.demo_id and d.deleted_at is null
  where s.token_hash = hash and s.revoked_at is null and s.expires_at > now()
$$;
comment on function app.demo_of_token(text) is 'The demo a link shows, while it holds; looking is not counted.';
alter function app.demo_of_token(text) owner to service_role;
revoke execute on function app.demo_of_token(text) from public;
grant execute on function app.demo_of_token(text) to service_role;
