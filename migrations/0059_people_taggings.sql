-- Taggings: which record bears which tag; kept into tag_ids of contacts and companies, where lists read it.  seed: D73

create table taggings (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  tag_id uuid not null,
  contact_id uuid,
  company_id uuid,
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint taggings_tag foreign key (org_id, tag_id) references tags (org_id, id) on delete cascade,
  constraint taggings_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint taggings_company foreign key (org_id, company_id) references companies (org_id, id) on delete cascade,
  constraint taggings_one_record check (num_nonnulls(contact_id, company_id) = 1)
);
comment on table taggings is 'One row a tag on a record. Writing here keeps tag_ids of contacts and companies.';
create unique index taggings_contact_once on taggings (org_id, contact_id, tag_id) where contact_id is not null;
create unique index taggings_company_once on taggings (org_id, company_id, tag_id) where company_id is not null;
create index taggings_tag on taggings (org_id, tag_id);

select app.protect('taggings', follows => 'contact_id', parent => 'contacts');
select app.expect_rows('taggings');
select app.led_by_contact('taggings', edits => true);
drop trigger follow_parent on taggings;

-- taggings.contact_id or company_id, but a contact's company is none of theirs
create function app.follow_tagged() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if new.contact_id is not null then
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  else
    select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
    from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
  end if;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;
alter function app.follow_tagged() owner to service_role;
create trigger follow_parent before insert or update of contact_id, company_id on taggings
for each row when (current_setting('app.derived', true) is distinct from 'on') execute function app.follow_tagged();

-- (by index, however many: the plan is kept from the session's first call)
create function app.taggings_written() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update public.contacts as c set tag_ids = array(
    select g.tag_id from public.taggings as g where g.org_id = c.org_id and g.contact_id = c.id order by g.created_at, g.id)
  from (select distinct r.org_id, r.contact_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.contact_id;
  update public.companies as c set tag_ids = array(
    select g.tag_id from public.taggings as g where g.org_id = c.org_id and g.company_id = c.id order by g.created_at, g.id)
  from (select distinct r.org_id, r.company_id from changed_rows as r) as t
  where c.org_id = t.org_id and c.id = t.company_id;
  return null;
end
$$;
alter function app.taggings_written() owner to service_role;
create trigger tagged after insert on taggings referencing new table as changed_rows
for each statement execute function app.taggings_written();
create trigger retagged_from after update on taggings referencing old table as changed_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on') execute function app.taggings_written();
create trigger retagged_to after update on taggings referencing new table as changed_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on') execute function app.taggings_written();
create trigger untagged after delete on taggings referencing old table as changed_rows
for each statement execute function app.taggings_written();

-- The other way: tag_ids written on a record become taggings. Argument: the column that points at the record.
create function app.tag_ids_row() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  execute format(
    'delete from public.taggings as g where g.org_id = $1 and g.%I = $2 and g.tag_id <> all ($3)', tg_argv[0])
  using new.org_id, new.id, new.tag_ids;
  execute format(
    'insert into public.taggings (org_id, tag_id, %I, owner_id, team_id, assignee_ids)'
    ' select $1, t.id, $2, $4, $5, $6 from public.tags as t where t.org_id = $1 and t.id = any ($3)'
    ' on conflict do nothing', tg_argv[0])
  using new.org_id, new.id, new.tag_ids, new.owner_id, new.team_id, new.assignee_ids;
  execute format(
    'update public.%I as r set tag_ids = array(select g.tag_id from public.taggings as g'
    '   where g.org_id = r.org_id and g.%I = r.id order by g.created_at, g.id) where r.org_id = $1 and r.id = $2',
    tg_table_name, tg_argv[0])
  using new.org_id, new.id;
  return null;
end
$$;
alter function app.tag_ids_row() owner to service_role;

do $$
declare
  tbl text;
  col text;
begin
  foreach tbl in array array['contacts', 'companies'] loop
    col := case tbl when 'contacts' then 'contact_id' else 'company_id' end;
    execute format('create trigger tag_ids_given after insert on public.%I for each row'
      ' when (new.tag_ids <> ''{}'' and current_setting(''app.derived'', true) is distinct from ''on'')'
      ' execute function app.tag_ids_row(%L)', tbl, col);
    execute format('create trigger tag_ids_changed after update of tag_ids on public.%I for each row'
      ' when (new.tag_ids is distinct from old.tag_ids and current_setting(''app.derived'', true) is distinct from ''on'')'
      ' execute function app.tag_ids_row(%L)', tbl, col);
  end loop;
end
$$;
