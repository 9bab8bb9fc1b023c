-- Buckets of the storage service, as Supabase's clients and other people's policies know them (docs/storage.md).

create schema storage;
comment on schema storage is 'Files: buckets, objects and uploads. Reached by /storage/v1, never over REST.';
grant usage on schema storage to anon, authenticated, service_role;
grant create on schema storage to service_role;
alter default privileges in schema storage grant all on tables to anon, authenticated, service_role;
alter default privileges in schema storage grant execute on functions to anon, authenticated, service_role;

create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');

-- `reach` is what makes a bucket the house's own: null is anybody's bucket, whose objects only its own policies guard.
create table storage.buckets (
  id text collate "C" not null primary key,
  name text collate "C" not null,
  owner uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD',
  reach text constraint buckets_reach_known check (reach in ('organisation', 'record', 'backend')),
  keep_days integer constraint buckets_keep_days_positive check (keep_days > 0),
  delete_after_days integer constraint buckets_delete_after_days_positive check (delete_after_days > 0),
  cold_after_days integer constraint buckets_cold_after_days_positive check (cold_after_days > 0),
  constraint buckets_name_length check (length(id) between 1 and 100)
);
comment on table storage.buckets is 'Buckets: whether public, which sizes and types; `reach` says who may see the house''s own.';
comment on column storage.buckets.owner is 'Deprecated upstream: owner_id instead.';
comment on column storage.buckets.reach is
  'Of the house''s own buckets: organisation, record (as the record is seen) or backend; null for anybody else''s.';
comment on column storage.buckets.keep_days is 'Days during which nobody but the house may delete an object.';
comment on column storage.buckets.delete_after_days is 'Days after which the house deletes an object.';
comment on column storage.buckets.cold_after_days is
  'Days after which an object''s bytes move to the cold store, if there is one.';
create unique index bname on storage.buckets (name);

alter table storage.buckets enable row level security;
grant all on storage.buckets to anon, authenticated, service_role;

-- Whatever policies other people write: the house's own buckets are not theirs to change.
create policy comity_house_seen on storage.buckets for select to authenticated using (reach is not null);
create policy comity_house_insert on storage.buckets as restrictive for insert to anon, authenticated
with check (reach is null);
create policy comity_house_update on storage.buckets as restrictive for update to anon, authenticated
using (reach is null) with check (reach is null);
create policy comity_house_delete on storage.buckets as restrictive for delete to anon, authenticated
using (reach is null);

create function storage.update_updated_at_column() returns trigger
language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create trigger update_buckets_updated_at before update on storage.buckets
for each row execute function storage.update_updated_at_column();

-- Rows whose bytes would be left behind are not deleted by hand, as upstream since 2026.
create function storage.protect_delete() returns trigger
language plpgsql
as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'This prevents accidental data loss from orphaned objects.';
  end if;
  return null;
end
$$;
comment on function storage.protect_delete() is 'Deleting is the storage service''s to do: it knows where the bytes lie.';
create trigger protect_buckets_delete before delete on storage.buckets
for each statement execute function storage.protect_delete();

create function storage.operation() returns text
language sql stable
as $$ select nullif(current_setting('storage.operation', true), '') $$;
comment on function storage.operation() is 'What the storage service is doing, for policies: storage.object.upload and so on.';

create function storage.allow_only_operation(expected_operation text) returns boolean
language sql stable
as $$
  select coalesce(
    regexp_replace(storage.operation(), '^storage\.', '') = regexp_replace(expected_operation, '^storage\.', ''), false)
$$;
create function storage.allow_any_operation(expected_operations text[]) returns boolean
language sql stable
as $$ select coalesce(bool_or(storage.allow_only_operation(o)), false) from unnest(expected_operations) as o $$;

create function storage.foldername(name text) returns text[]
language sql immutable parallel safe
as $$ select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1] $$;
comment on function storage.foldername(text) is 'The folders of an object''s name.';

create function storage.filename(name text) returns text
language sql immutable parallel safe
as $$ select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))] $$;
comment on function storage.filename(text) is 'The last part of an object''s name.';

create function storage.extension(name text) returns text
language sql immutable parallel safe
as $$ select reverse(split_part(reverse((string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))]), '.', 1)) $$;
comment on function storage.extension(text) is 'What follows the last dot of an object''s name.';

grant execute on all functions in schema storage to anon, authenticated, service_role;
