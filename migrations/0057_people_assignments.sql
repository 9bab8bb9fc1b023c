-- Assignments: people who look after a contact beside its owner; kept into contacts.assignee_ids.  seed: B05, D74

create table assignments (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contact_id uuid not null,
  user_id uuid not null default auth.uid(),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint assignments_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint assignments_once unique (org_id, contact_id, user_id)
);
comment on table assignments is 'Who looks after a contact beside its owner. Writing here keeps contacts.assignee_ids.';
create index assignments_user on assignments (org_id, user_id);

select app.protect('assignments', follows => 'contact_id', parent => 'contacts');
select app.expect_rows('assignments');
select app.led_by_contact('assignments', edits => true);

create function app.assignee_is_member() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (
    select from public.org_members as m
    where m.org_id = new.org_id and m.user_id = new.user_id and m.deleted_at is null
  ) then
    raise exception 'Only members of the organisation can be assigned.'
      using errcode = '23503', constraint = 'owner_is_member', column = 'user_id';
  end if;
  return new;
end
$$;
alter function app.assignee_is_member() owner to service_role;
create trigger assignee_is_member before insert or update of user_id on assignments
for each row execute function app.assignee_is_member();

-- (by index, however many: the plan is kept from the session's first call)
create function app.assignments_written() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update public.contacts as c set assignee_ids = array(
    select a.user_id from public.assignments as a where a.org_id = c.org_id and a.contact_id = c.id order by a.user_id)
  from (select distinct r.org_id, r.contact_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.contact_id;
  return null;
end
$$;
alter function app.assignments_written() owner to service_role;
create trigger assigned after insert on assignments referencing new table as changed_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on') execute function app.assignments_written();
create trigger reassigned after update on assignments referencing new table as changed_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on') execute function app.assignments_written();
create trigger unassigned after delete on assignments referencing old table as changed_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on') execute function app.assignments_written();

-- The other way: assignee_ids written on contacts become assignments.
create function app.contacts_assigned() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  delete from public.assignments as a
  where a.org_id = new.org_id and a.contact_id = new.id and a.user_id <> all (new.assignee_ids);
  insert into public.assignments (org_id, contact_id, user_id, owner_id, team_id, assignee_ids)
  select new.org_id, new.id, u, new.owner_id, new.team_id, new.assignee_ids from unnest(new.assignee_ids) as u
  on conflict do nothing;
  return null;
end
$$;
alter function app.contacts_assigned() owner to service_role;
create trigger assigned after update of assignee_ids on contacts
for each row when (old.assignee_ids <> new.assignee_ids and current_setting('app.derived', true) is distinct from 'on')
execute function app.contacts_assigned();
