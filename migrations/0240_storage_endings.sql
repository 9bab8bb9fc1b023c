-- What an organisation kept in the storage ends with it: rows at once, in the same transaction; bytes, pictures in
-- other sizes and half-brought files right after (comity/platform/storage/ending.py).

create function storage.end_organisation() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform set_config('storage.allow_delete_query', 'true', true);
  delete from storage.objects as o where o.org_id = old.org_id;
  delete from storage.usage as u where u.org_id = old.org_id;
  update storage.resumable_uploads as r set expires_at = now() - interval '1 second' where r.org_id = old.org_id;
  perform set_config('storage.allow_delete_query', 'false', true);
  return null;
end
$$;
comment on function storage.end_organisation() is
  'Removes every object of an organisation that is gone for good and lets its uploads under way expire.';
alter function storage.end_organisation() owner to service_role;
revoke execute on function storage.end_organisation() from public, anon, authenticated;
create trigger end_storage after delete on public.organizations
for each row execute function storage.end_organisation();
