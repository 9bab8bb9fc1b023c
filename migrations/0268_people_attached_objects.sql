-- An attachment leads and removes objects of its own organisation only, and nobody says over the wire which one is its.

create or replace function app.lead_object() returns trigger
language plpgsql security definer set search_path = pg_catalog set storage.allow_delete_query = 'true'
as $$
begin
  if tg_op = 'DELETE' then
    delete from storage.objects where id = old.object_id and org_id = old.org_id;
  else
    update storage.objects
    set record_owner_id = new.owner_id, record_team_id = new.team_id, record_assignee_ids = new.assignee_ids
    where id = new.object_id and org_id = new.org_id;
  end if;
  return null;
end
$$;
select app.program_sets('attachments', 'object_id', 'bucket', 'path', 'sha256');
