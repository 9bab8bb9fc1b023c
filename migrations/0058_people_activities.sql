-- Activities: the one timeline. Calls, mails, notes, tasks, stage moves, orders: whatever happened or shall happen with
-- somebody.  seed: D08, D72, B16, B17, IX04, IX09

create table activities (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null constraint activities_kind_known check (kind in (
    'email', 'call', 'sms', 'meeting', 'note', 'task', 'order', 'job', 'stage', 'ai', 'system')),
  contact_id uuid,
  company_id uuid,
  lead_id uuid,
  call_id uuid,
  about_kind text constraint activities_about_form check (about_kind ~ '^[a-z][a-z_]{0,62}$'),
  about_id uuid,
  subject text constraint activities_subject_length check (length(subject) <= 1000),
  body text constraint activities_body_length check (octet_length(body) <= 16000000),
  preview text generated always as (left(body, 500)) stored,
  direction text constraint activities_direction_known check (direction in ('inbound', 'outbound')),
  status text not null default 'completed' constraint activities_status_known
    check (status in ('pending', 'completed', 'cancelled')),
  priority text not null default 'normal' constraint activities_priority_known check (priority in ('low', 'normal', 'high')),
  assigned_to uuid,
  due_at timestamptz,
  completed_at timestamptz,
  occurred_at timestamptz not null default now(),
  duration_seconds integer,
  actor_kind text not null default 'person' constraint activities_actor_known
    check (actor_kind in ('person', 'agent', 'import', 'system')),
  actor_id uuid default auth.uid(),
  actor_name text,
  metadata jsonb not null default '{}',
  custom jsonb not null default '{}',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  search tsvector generated always as (case when kind in ('email', 'call', 'sms', 'meeting', 'note', 'task')
    then to_tsvector('simple', app.words(coalesce(subject, '') || ' ' || coalesce(left(body, 20000), ''))) end) stored,
  primary key (org_id, id),
  constraint activities_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint activities_company foreign key (org_id, company_id) references companies (org_id, id)
);
comment on table activities is
  'The one timeline: what happened or is to be done, with whom, by whom (a person, an agent, an import). '
  'Seen by those who see its contact (else its company), and by whom it is assigned to.';
comment on column activities.about_kind is 'What else it is about (a table''s name), with about_id: an order, a job, a contract.';
comment on column activities.preview is 'The beginning of the body: what lists show.';
comment on column activities.lead_id is 'The lead it is about; sales keeps it.';
create index activities_of_contact on activities (org_id, contact_id, occurred_at desc, id desc) where contact_id is not null;
create index activities_of_company on activities (org_id, company_id, occurred_at desc, id desc) where company_id is not null;
create index activities_of_lead on activities (org_id, lead_id, occurred_at desc, id desc) where lead_id is not null;
create index activities_recent on activities (org_id, created_at desc, id desc) include (owner_id, team_id, assignee_ids)
where deleted_at is null;
create index activities_by_actor on activities (org_id, actor_id, occurred_at desc) where actor_kind <> 'import';
create index activities_open_tasks on activities (org_id, assigned_to, due_at, id)
where kind = 'task' and status = 'pending' and deleted_at is null;
create index activities_search on activities using gin (search);

select app.protect('activities', follows => 'contact_id', parent => 'contacts');
select app.expect_rows('activities');

-- Follows its contact, else its company; whoever a task is assigned to sees it too.
create function app.follow_people() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  assigned uuid;
begin
  if tg_argv[0] = 'assigned_to' then
    assigned := new.assigned_to;
  end if;
  if new.contact_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids, coalesce(new.company_id, c.company_id)
    into new.owner_id, new.team_id, new.assignee_ids, new.company_id
    from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  elsif new.company_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
  elsif tg_op = 'INSERT' and auth.role() = 'authenticated' then
    new.owner_id := auth.uid();
    new.team_id := auth.team_id();
    new.assignee_ids := '{}';
  end if;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  if assigned is not null and assigned <> all (new.assignee_ids) and assigned is distinct from new.owner_id then
    new.assignee_ids := new.assignee_ids || assigned;
  end if;
  return new;
end
$$;
alter function app.follow_people() owner to service_role;

-- Beside what protect() made: the same for tables that hang on a contact or a company.
create function app.led_by_people(tbl text, assigned text default '') returns void
language plpgsql
as $$
begin
  execute format('drop trigger follow_parent on public.%I', tbl);
  execute format('drop trigger %I on public.contacts', 'lead_' || tbl);
  execute format('drop function app.%I(), app.%I()', 'follow_' || tbl, 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of contact_id, company_id%s on public.%I for each row'
    ' when (current_setting(''app.derived'', true) is distinct from ''on'') execute function app.follow_people(%L)',
    case when assigned <> '' then ', ' || quote_ident(assigned) else '' end, tbl, assigned);
end
$$;
select app.led_by_people('activities', 'assigned_to');

-- Who did it is who is asking; an agent says so by itself.
create function app.activity_written() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    if current_user = 'authenticated' then
      new.actor_id := auth.uid();
    end if;
    if new.actor_kind = 'person' and app.actor() ? 'agent' then
      new.actor_kind := 'agent';
      new.actor_name := coalesce(new.actor_name, app.actor() ->> 'agent');
    end if;
    if new.kind = 'task' and new.completed_at is null and new.status = 'completed' then
      new.status := 'pending';
    end if;
  elsif new.kind = 'task' and new.status <> old.status then
    new.completed_at := case when new.status = 'completed' then coalesce(new.completed_at, now()) end;
  end if;
  if new.kind = 'task' and new.status = 'pending' then
    new.completed_at := null;
  end if;
  return new;
end
$$;
create trigger activity_written before insert or update of kind, status, completed_at on activities
for each row execute function app.activity_written();
create trigger check_custom before insert or update of custom on activities
for each row when (new.custom <> '{}' and current_setting('app.derived', true) is distinct from 'on')
execute function app.check_custom('activities');

-- When we last spoke: on the contact and its company. By index, however many rows: the plan is kept from the session's
-- first call, and a hash join over all contacts must never be that plan.
create function app.activities_contacted() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update public.contacts as c set last_contact_at = t.at
  from (
    select n.org_id, n.contact_id, max(n.occurred_at) as at from new_rows as n
    where n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now() and n.contact_id is not null
    group by n.org_id, n.contact_id
  ) as t
  where c.org_id = t.org_id and c.id = t.contact_id and (c.last_contact_at is null or c.last_contact_at < t.at);
  update public.companies as c set last_contact_at = t.at
  from (
    select n.org_id, n.company_id, max(n.occurred_at) as at from new_rows as n
    where n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now() and n.company_id is not null
    group by n.org_id, n.company_id
  ) as t
  where c.org_id = t.org_id and c.id = t.company_id and (c.last_contact_at is null or c.last_contact_at < t.at);
  return null;
end
$$;
alter function app.activities_contacted() owner to service_role;
create trigger contacted after insert on activities referencing new table as new_rows
for each statement execute function app.activities_contacted();

-- When companies change hands, so does what hangs on them alone.
create function app.companies_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  follower text;
begin
  foreach follower in array array['taggings', 'attachments', 'activities'] loop
    execute format(
      'update public.%I as f set owner_id = $1, team_id = $2, assignee_ids = $3 || array('
      '   select x from unnest(f.assignee_ids) as x where x <> all ($4) and x <> all ($3))'
      ' where f.org_id = $5 and f.company_id = $6 and f.contact_id is null', follower)
    using new.owner_id, new.team_id, new.assignee_ids, old.assignee_ids, new.org_id, new.id;
  end loop;
  return null;
end
$$;
alter function app.companies_lead() owner to service_role;
create trigger lead_followers after update of owner_id, team_id, assignee_ids on companies
for each row when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.companies_lead();

-- Two faces of the timeline that clients ask for by name.
create view tasks with (security_invoker = on) as
select org_id, id, kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, body, status, priority,
  assigned_to, due_at, completed_at, actor_kind, actor_id, actor_name, metadata, owner_id, created_at, updated_at, created_by
from activities
where kind = 'task' and deleted_at is null;
comment on view tasks is 'Activities of kind task that are not in the trash; rows may be added and changed here.';
create view notes with (security_invoker = on) as
select org_id, id, kind, contact_id, company_id, lead_id, about_kind, about_id, subject, body, occurred_at,
  actor_kind, actor_id, actor_name, metadata, owner_id, created_at, updated_at, created_by
from activities
where kind = 'note' and deleted_at is null;
comment on view notes is 'Activities of kind note that are not in the trash; rows may be added and changed here.';
alter view tasks alter column kind set default 'task';
alter view tasks alter column status set default 'pending';
alter view notes alter column kind set default 'note';
grant select, insert, update, delete on tasks, notes to authenticated, service_role;
