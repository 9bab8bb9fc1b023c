-- Objects of the storage service: one row a file, under other people's policies or under the house's wall.

create table storage.objects (
  id uuid not null default gen_random_uuid() primary key,
  bucket_id text collate "C" not null constraint "objects_bucketId_fkey" references storage.buckets (id),
  name text collate "C" not null constraint objects_name_length check (octet_length(name) between 1 and 1024),
  owner uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_accessed_at timestamptz not null default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb,
  blob text,
  sha256 text,
  size bigint not null default 0 constraint objects_size_positive check (size >= 0),
  org_id uuid,
  reach text,
  record_kind text,
  record_id uuid,
  record_owner_id uuid,
  record_team_id uuid,
  record_assignee_ids uuid[] not null default '{}',
  kept_until timestamptz,
  stored_at timestamptz not null default now()
);
comment on table storage.objects is 'Files: name and metadata as upstream has them; where the bytes lie; whose they are.';
comment on column storage.objects.owner is 'Deprecated upstream: owner_id instead.';
comment on column storage.objects.blob is
  'Where the bytes lie: a key of the store, the same for the same bytes of one organisation.';
comment on column storage.objects.org_id is 'The organisation it is metered for and, in the house''s own buckets, walled in by.';
comment on column storage.objects.reach is
  'Its bucket''s reach, carried here so that policies need no look elsewhere (scale.md rule 3).';
comment on column storage.objects.record_kind is 'The table of the record it is attached to.';
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index objects_of_blob on storage.objects (blob);
create index objects_of_organisation on storage.objects (org_id) where org_id is not null;
create index objects_of_record on storage.objects (org_id, record_kind, record_id) where record_id is not null;

alter table storage.objects enable row level security;
grant all on storage.objects to anon, authenticated, service_role;

create trigger update_objects_updated_at before update on storage.objects
for each row execute function storage.update_updated_at_column();
create trigger protect_objects_delete before delete on storage.objects
for each statement execute function storage.protect_delete();

-- Whose object this is. In the house's own buckets a name begins with its organisation, and in those that follow records
-- it goes on with the record's table and id: {org_id}/{table}/{record_id}/...
create function storage.place_object() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  bucket storage.buckets;
  parts constant text[] := string_to_array(new.name, '/');
  an_id constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
  select b.* into bucket from storage.buckets as b where b.id = new.bucket_id;
  new.reach := bucket.reach;
  if bucket.reach is null then
    new.org_id := coalesce(auth.org_id(), new.org_id);
    return new;
  end if;
  if coalesce(parts[1], '') !~ an_id or cardinality(parts) < 2 then
    raise exception 'A name in this bucket begins with the id of its organisation.'
      using errcode = '23514', constraint = 'objects_house_name';
  end if;
  new.org_id := parts[1]::uuid;
  new.kept_until := now() + make_interval(days => bucket.keep_days);
  if bucket.reach = 'record' then
    if cardinality(parts) < 4 or parts[2] !~ '^[a-z_]{1,40}$' or parts[3] !~ an_id then
      raise exception 'A name in this bucket says the record it belongs to: organisation/table/record/name.'
        using errcode = '23514', constraint = 'objects_house_name';
    end if;
    new.record_kind := parts[2];
    new.record_id := parts[3]::uuid;
    select f.owner_id, f.team_id, f.assignee_ids
    into new.record_owner_id, new.record_team_id, new.record_assignee_ids
    from storage.record_of(new.org_id, new.record_kind, new.record_id) as f;
    if not found then
      raise exception 'There is no such record, or you may not see it.'
        using errcode = '23503', constraint = 'objects_record_known';
    end if;
  end if;
  return new;
end
$$;
comment on function storage.place_object() is 'Fills an object''s organisation, reach and the people of its record.';

-- The kinds of records objects can hang on; their tables have owner_id, team_id and assignee_ids.
create table storage.record_kinds (kind text primary key constraint record_kinds_form check (kind ~ '^[a-z_]{1,40}$'));
comment on table storage.record_kinds is 'Tables of records that objects of the house''s buckets can belong to.';
revoke all on storage.record_kinds from anon, authenticated;

create function storage.record_of(org uuid, kind text, id uuid)
returns table (owner_id uuid, team_id uuid, assignee_ids uuid[])
language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  if exists (select from storage.record_kinds as k where k.kind = record_of.kind) then
    return query execute format(
      'select r.owner_id, r.team_id, r.assignee_ids from public.%I as r where r.org_id = $1 and r.id = $2', kind)
    using org, id;
  end if;
end
$$;
comment on function storage.record_of(uuid, text, uuid) is 'Who a record belongs to; no row when there is none.';
alter function storage.place_object() owner to service_role;
alter function storage.record_of(uuid, text, uuid) owner to service_role;
revoke execute on function storage.record_of(uuid, text, uuid) from public, anon, authenticated;

create trigger a_place_object before insert or update of bucket_id, name on storage.objects
for each row execute function storage.place_object();

-- Objects change hands with their record.
create function storage.lead_objects() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  update storage.objects
  set record_owner_id = new.owner_id, record_team_id = new.team_id, record_assignee_ids = new.assignee_ids
  where org_id = new.org_id and record_kind = tg_argv[0] and record_id = new.id;
  return null;
end
$$;
alter function storage.lead_objects() owner to service_role;

create function storage.follow_records(tbl text) returns void
language plpgsql
as $$
begin
  insert into storage.record_kinds (kind) values (tbl);
  execute format('create trigger lead_objects after update of owner_id, team_id, assignee_ids on public.%I for each row'
    ' when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))'
    ' execute function storage.lead_objects(%L)', tbl, tbl);
end
$$;
comment on function storage.follow_records(text) is
  'Lets objects be attached to records of a table, and follow their visibility.';
revoke execute on function storage.follow_records(text) from public, anon, authenticated;

-- The wall. The restrictive policies hold whatever other people's policies say; those of the house let in who may.
create policy comity_house on storage.objects for all to authenticated
using (reach is not null) with check (reach is not null);
create policy comity_wall_read on storage.objects as restrictive for select to anon, authenticated
using (
  reach is null or (
    org_id = auth.org_id() and reach <> 'backend' and (
      reach = 'organisation' or auth.sees_all() or record_owner_id = auth.uid() or auth.uid() = any (record_assignee_ids)
      or record_team_id = auth.sees_team()
    )
  )
);
create policy comity_wall_insert on storage.objects as restrictive for insert to anon, authenticated
with check (
  reach is null or (
    org_id = auth.org_id() and reach <> 'backend' and auth.has_role('owner', 'admin', 'manager', 'rep', 'technician') and (
      reach = 'organisation' or auth.sees_all() or record_owner_id = auth.uid() or auth.uid() = any (record_assignee_ids)
      or record_team_id = auth.sees_team()
    )
  )
);
create policy comity_wall_update on storage.objects as restrictive for update to anon, authenticated
using (
  reach is null or (
    org_id = auth.org_id() and reach <> 'backend' and auth.has_role('owner', 'admin', 'manager', 'rep', 'technician') and (
      auth.edits_all() or owner_id = auth.uid()::text or record_owner_id = auth.uid()
      or auth.uid() = any (record_assignee_ids) or record_team_id = auth.edits_team()
    )
  )
)
with check (reach is null or (org_id = auth.org_id() and reach <> 'backend'));
create policy comity_wall_delete on storage.objects as restrictive for delete to anon, authenticated
using (
  reach is null or (
    org_id = auth.org_id() and reach <> 'backend' and auth.has_role('owner', 'admin', 'manager', 'rep', 'technician')
    and (kept_until is null or kept_until <= now()) and (
      auth.edits_all() or owner_id = auth.uid()::text or record_owner_id = auth.uid()
      or auth.uid() = any (record_assignee_ids) or record_team_id = auth.edits_team()
    )
  )
);
