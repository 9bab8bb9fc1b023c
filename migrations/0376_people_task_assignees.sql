-- A task goes to a member: assigned to anybody else it would stand on nobody's list.

create function app.task_assignee_is_member() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (
    select from public.org_members as m
    where m.org_id = new.org_id and m.user_id = new.assigned_to
      and (m.deleted_at is null or auth.role() = 'service_role')
  ) then
    raise exception 'A task goes to a member of the organisation.'
      using errcode = '23503', constraint = 'task_assignee_is_member', column = 'assigned_to';
  end if;
  return new;
end
$$;
alter function app.task_assignee_is_member() owner to service_role;
comment on function app.task_assignee_is_member() is
  'Who a task is given to is a member; what the house brings from elsewhere may also be of somebody who left.';
create trigger assignee_is_member before insert or update of assigned_to on activities
for each row when (new.assigned_to is not null) execute function app.task_assignee_is_member();
