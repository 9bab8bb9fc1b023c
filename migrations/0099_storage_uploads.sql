-- Uploads under way, what each organisation keeps, and the facts that files tell.

create table storage.resumable_uploads (
  id uuid not null primary key,
  bucket_id text collate "C" not null references storage.buckets (id) on delete cascade,
  name text collate "C" not null,
  org_id uuid,
  owner_id text,
  role text not null,
  signed boolean not null default false,
  size bigint constraint resumable_uploads_size_positive check (size >= 0),
  upsert boolean not null default false,
  metadata jsonb not null default '{}',
  user_metadata jsonb,
  said text not null default '',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  completed_at timestamptz
);
comment on table storage.resumable_uploads is
  'TUS uploads: whose, how large, until when. How far one has come is known by its draft, never by a row.';
create index resumable_uploads_expiring on storage.resumable_uploads (expires_at);
alter table storage.resumable_uploads enable row level security;
revoke all on storage.resumable_uploads from anon, authenticated;

create table storage.usage (
  org_id uuid not null primary key,
  bytes bigint not null default 0,
  files bigint not null default 0,
  most_bytes bigint constraint usage_most_bytes_positive check (most_bytes >= 0),
  most_files bigint constraint usage_most_files_positive check (most_files >= 0),
  told_at timestamptz
);
comment on table storage.usage is
  'What an organisation keeps, and how much it may; without a figure of its own, as the settings say.';
alter table storage.usage enable row level security;
alter table storage.usage force row level security;
create policy usage_seen on storage.usage for select to authenticated using (org_id = auth.org_id());
revoke all on storage.usage from anon, authenticated;
grant select on storage.usage to authenticated;

-- Metered where the row is written, so by every door. The limits of the settings come as transaction-local settings.
create function storage.meter() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  was storage.usage;
  bytes_limit bigint;
  files_limit bigint;
  more_bytes bigint := 0;
  more_files bigint := 0;
begin
  if tg_op <> 'INSERT' and old.org_id is not null and (tg_op = 'DELETE' or new.org_id is distinct from old.org_id) then
    update storage.usage set bytes = bytes - old.size, files = files - 1 where org_id = old.org_id;
  elsif tg_op = 'UPDATE' then
    more_bytes := new.size - old.size;
  end if;
  if tg_op = 'DELETE' or new.org_id is null then
    return null;
  end if;
  if tg_op = 'INSERT' or new.org_id is distinct from old.org_id then
    more_bytes := new.size;
    more_files := 1;
  end if;
  if more_bytes = 0 and more_files = 0 then
    return null;
  end if;
  insert into storage.usage as u (org_id, bytes, files) values (new.org_id, more_bytes, more_files)
  on conflict (org_id) do update set bytes = u.bytes + excluded.bytes, files = u.files + excluded.files
  returning u.* into was;
  bytes_limit := coalesce(was.most_bytes, nullif(current_setting('storage.most_bytes', true), '')::bigint);
  files_limit := coalesce(was.most_files, nullif(current_setting('storage.most_files', true), '')::bigint);
  if more_bytes > 0 and was.bytes > bytes_limit then
    raise exception 'Your organisation may keep % MB of files and this would make % MB. Delete files, or ask for more room.',
      round(bytes_limit / 1e6), round(was.bytes / 1e6) using errcode = '53400', constraint = 'storage_quota';
  elsif more_files > 0 and was.files > files_limit then
    raise exception 'Your organisation may keep % files. Delete some, or ask for more room.', files_limit
      using errcode = '53400', constraint = 'storage_quota';
  end if;
  if was.bytes > bytes_limit * 0.8 and (was.told_at is null or was.told_at < now() - interval '7 days') then
    update storage.usage set told_at = now() where org_id = new.org_id;
    insert into app.facts (org_id, kind, subject, payload, who) values (
      new.org_id, 'storage.nearly_full', new.org_id, jsonb_build_object('bytes', was.bytes, 'most_bytes', bytes_limit),
      jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()));
  end if;
  return null;
end
$$;
comment on function storage.meter() is 'Keeps storage.usage, refuses what is over it, and tells at 80 %.  seed: ST13';
alter function storage.meter() owner to service_role;
create trigger meter after insert or update of size, org_id, bucket_id, name or delete on storage.objects
for each row execute function storage.meter();

-- "File uploaded" starts whatever was written for it.  seed: ST09
create function storage.tell() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  o constant storage.objects := case when tg_op = 'DELETE' then old else new end;
begin
  if o.org_id is null or (tg_op = 'UPDATE' and new.version is not distinct from old.version) then
    return null;
  end if;
  insert into app.facts (org_id, kind, subject, payload, who) values (
    o.org_id, case when tg_op = 'DELETE' then 'storage.object_removed' else 'storage.object_stored' end, o.id,
    jsonb_build_object(
      'subject', o.id, 'object_id', o.id, 'bucket', o.bucket_id, 'name', o.name, 'size', o.size,
      'mimetype', o.metadata ->> 'mimetype', 'record_kind', o.record_kind, 'record_id', o.record_id),
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()));
  return null;
end
$$;
comment on function storage.tell() is 'Announces that an object was stored, stored anew or removed.';
alter function storage.tell() owner to service_role;
create trigger tell after insert or update or delete on storage.objects
for each row execute function storage.tell();
revoke execute on function storage.meter(), storage.tell(), storage.place_object(), storage.lead_objects()
from public, anon, authenticated;
