-- What hangs on a record goes with it, whichever bucket it lies in; what must be kept for years stays until then.
create or replace function app.drop_objects_of() returns trigger
language plpgsql security definer set search_path = pg_catalog set storage.allow_delete_query = 'true'
as $$
begin
  delete from storage.objects
  where org_id = old.org_id and record_kind = tg_argv[0] and record_id = old.id
    and (kept_until is null or kept_until <= now());
  return null;
end
$$;
create trigger drop_objects after delete on contacts for each row execute function app.drop_objects_of('contacts');
create trigger drop_objects after delete on companies for each row execute function app.drop_objects_of('companies');
