-- An upload is complete in the transaction that writes its object, acting as whoever brings it.
create function storage.complete_upload(upload uuid) returns void
language sql security definer set search_path = pg_catalog
as $$
  update storage.resumable_uploads set completed_at = now()
  where id = upload and (org_id is null or org_id = auth.org_id() or auth.role() = 'service_role')
    and owner_id is not distinct from coalesce(auth.jwt() ->> 'sub', owner_id)
$$;
comment on function storage.complete_upload(uuid) is 'Notes that the object of the caller''s own upload is there.';
alter function storage.complete_upload(uuid) owner to service_role;
grant execute on function storage.complete_upload(uuid) to anon, authenticated, service_role;
