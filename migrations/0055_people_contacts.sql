-- Contacts: every human, one row each, in every stage of life.  seed: C05, C44, C45, D49, D60, D70, IX09, IX10

create table contacts (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lifecycle text not null default 'lead' constraint contacts_lifecycle_known
    check (lifecycle in ('subscriber', 'prospect', 'lead', 'customer', 'former')),
  status text not null default 'active' constraint contacts_status_known
    check (status in ('active', 'inactive', 'vip', 'blocked')),
  first_name text,
  last_name text,
  full_name text generated always as (nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')) stored,
  name text generated always as (coalesce(
    nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), email, company_name, phone)) stored,
  title text,
  email text constraint contacts_email_form check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 320),
  phone text constraint contacts_phone_length check (length(phone) <= 50),
  company_id uuid,
  company_name text,
  is_decision_maker boolean not null default false,
  address text,
  postal_code text,
  city text,
  region text,
  country text constraint contacts_country_form check (country ~ '^[A-Z]{2}$'),
  timezone text,
  language text constraint contacts_language_form check (language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  currency text constraint contacts_currency_form check (currency ~ '^[A-Z]{3}$'),
  birthday date,
  linkedin_url text,
  website text,
  description text,
  consent jsonb not null default '{}' constraint contacts_consent_form check (jsonb_typeof(consent) = 'object'),
  tag_ids uuid[] not null default '{}',
  custom jsonb not null default '{}',
  lifetime_value numeric(15, 2) not null default 0,
  total_orders integer not null default 0,
  average_order_value numeric(15, 2) not null default 0,
  first_order_at timestamptz,
  last_order_at timestamptz,
  source text,
  source_id uuid,
  integration_id uuid,
  external_id text,
  external_platform text,
  last_contact_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  sort_name text not null generated always as (
    app.sort_key(last_name, first_name, case when last_name is null and first_name is null
      then coalesce(email, company_name, phone) end)) stored,
  search tsvector generated always as (to_tsvector('simple', app.words(
    coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '') || ' '
    || coalesce(company_name, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(city, '') || ' '
    || coalesce(title, '')))) stored,
  primary key (org_id, id),
  constraint contacts_company foreign key (org_id, company_id) references companies (org_id, id),
  constraint contacts_named check (num_nonnulls(first_name, last_name, email, phone, company_name) > 0),
  constraint contacts_text_length check (
    greatest(length(first_name), length(last_name), length(title), length(company_name), length(postal_code),
      length(city), length(region), length(timezone), length(external_id), length(external_platform),
      length(source)) <= 500 and greatest(length(address), length(linkedin_url), length(website)) <= 2000),
  constraint contacts_assignees_count check (cardinality(assignee_ids) <= 50)
);
comment on table contacts is
  'Every human, one row each: prospect, lead, customer or former. E-mail and phone are the primary contact points.';
comment on column contacts.email is
  'Primary e-mail address, in lower case; unique in the organisation. All of them: contact_points.';
comment on column contacts.phone is 'Primary phone number, E.164 where it could be understood. All of them: contact_points.';
comment on column contacts.name is 'What to call them: the full name, else e-mail, company or phone.';
comment on column contacts.company_name is 'The company''s name: a copy when company_id is set, else as it was written.';
comment on column contacts.consent is 'Per channel: {"email": {"state": "granted", "at": ..., "source": ...}, ...}.';
comment on column contacts.lifetime_value is 'Sum of orders in the organisation''s base currency; kept by the orders.';
comment on column contacts.sort_name is 'What lists sort by: last name, first name, without case and accents.';
comment on column contacts.assignee_ids is 'People assigned beside the owner; kept from assignments.';

create unique index contacts_email_unique on contacts (org_id, email) where deleted_at is null;
create unique index contacts_external_id_unique on contacts (org_id, integration_id, external_platform, external_id)
nulls not distinct where external_id is not null;
create index contacts_by_name on contacts (org_id, sort_name, id) where deleted_at is null;
-- owner, team and assignees ride along so that counting what one may see never leaves the index
create index contacts_recent on contacts (org_id, created_at desc, id desc) include (owner_id, team_id, assignee_ids)
where deleted_at is null;
create index contacts_contacted on contacts (org_id, last_contact_at desc nulls last, id desc) where deleted_at is null;
create index contacts_stage on contacts (org_id, lifecycle, status, created_at desc, id desc) where deleted_at is null;
-- small, for its values repeat: what totals are counted by, and what a rare country is found by (seed: IX09)
create index contacts_country on contacts (org_id, country, status) where deleted_at is null;
create index contacts_phone on contacts (org_id, phone) where phone is not null and deleted_at is null;
create index contacts_company on contacts (org_id, company_id) where company_id is not null;
create index contacts_value on contacts (org_id, lifetime_value desc, id desc) where deleted_at is null;
create index contacts_by_company on contacts (org_id, company_name, id) where deleted_at is null;
create index contacts_trash on contacts (org_id, deleted_at desc) where deleted_at is not null;
create index contacts_search on contacts using gin (search);
create index contacts_custom on contacts using gin (custom jsonb_path_ops);
create index contacts_tags on contacts using gin (tag_ids);
-- Countries have customs of their own: without this a list of what hardly exists is looked for among all the others.
create statistics contacts_kinds (mcv) on country, status, lifecycle from contacts;

select app.protect('contacts', owner => 'owner_id');
select app.expect_rows('contacts');

-- Runs as the caller: a company one may not see is not found by its name.
create function app.contact_normalise() returns trigger
language plpgsql as $$
declare
  key text;
  old_company constant uuid := case when tg_op = 'UPDATE' then old.company_id end;
begin
  new.first_name := nullif(btrim(new.first_name), '');
  new.last_name := nullif(btrim(new.last_name), '');
  new.email := nullif(lower(btrim(new.email)), '');
  new.country := upper(nullif(btrim(new.country), ''));
  new.currency := upper(nullif(btrim(new.currency), ''));
  if new.phone is not null and new.phone !~ '^\+[1-9][0-9]{5,14}$' then
    new.phone := coalesce(
      app.e164(new.phone, coalesce(new.country, (select o.country from public.organizations as o where o.org_id = new.org_id))),
      nullif(btrim(new.phone), ''));
  end if;
  if tg_op = 'INSERT' or (new.company_id, new.company_name) is distinct from (old.company_id, old.company_name) then
    if tg_op = 'UPDATE' and new.company_id = old.company_id and new.company_name is distinct from old.company_name then
      new.company_id := null;  -- another name: perhaps another company
    elsif tg_op = 'UPDATE' and new.company_id is null and old.company_id is not null then
      new.company_name := nullif(new.company_name, old.company_name);  -- taken away from the company
    end if;
    if new.company_id is not null then
      select c.name into new.company_name from public.companies as c where c.org_id = new.org_id and c.id = new.company_id;
    elsif nullif(btrim(new.company_name), '') is null then
      new.company_name := null;
    else
      key := app.sort_key(new.company_name);
      select c.id into new.company_id from public.companies as c
      where c.org_id = new.org_id and c.sort_name = key and c.deleted_at is null
      order by (c.name = new.company_name) desc, c.id = old_company desc nulls last limit 1;
    end if;
  end if;
  return new;
end
$$;
create trigger normalise before insert or update on contacts
for each row when (current_setting('app.derived', true) is distinct from 'on') execute function app.contact_normalise();
create trigger check_custom before insert or update of custom on contacts
for each row when (new.custom <> '{}' and current_setting('app.derived', true) is distinct from 'on')
execute function app.check_custom('contacts');

-- A company's name is copied to its people.
create function app.company_renamed() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.contacts set company_name = new.name where org_id = new.org_id and company_id = new.id;
  return null;
end
$$;
alter function app.company_renamed() owner to service_role;
create trigger company_renamed after update of name on companies
for each row when (old.name <> new.name) execute function app.company_renamed();

-- Purged for good: its people stay, without it. (No `on delete set null`: it would clear org_id too.)
create function app.company_purged() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.contacts set company_id = null, company_name = old.name where org_id = old.org_id and company_id = old.id;
  return old;
end
$$;
alter function app.company_purged() owner to service_role;
create trigger unlink_contacts before delete on companies
for each row when (current_setting('app.purge', true) = 'on') execute function app.company_purged();

-- Tables that follow a contact carry its owner, team and assignees (scale.md rule 3). What app.protect() does row by row
-- for any table, these do by statement and without dynamic SQL: they are written by the ten thousand.
create function app.follow_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  select c.owner_id, c.team_id, c.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
  from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;
alter function app.follow_contact() owner to service_role;

-- After protect(tbl, follows => 'contact_id'). edits: adding a row changes the contact, so only who may edit it may add.
create function app.led_by_contact(tbl text, edits boolean default false) returns void
language plpgsql
as $$
begin
  execute format('drop trigger follow_parent on public.%I', tbl);
  execute format('drop trigger %I on public.contacts', 'lead_' || tbl);
  execute format('drop function app.%I(), app.%I()', 'follow_' || tbl, 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of contact_id on public.%I for each row'
    ' when (current_setting(''app.derived'', true) is distinct from ''on'') execute function app.follow_contact()', tbl);
  if edits then
    execute format('alter policy %I on public.%I with check (org_id = auth.org_id()'
      ' and auth.org_role() = any (''{owner,admin,manager,rep,technician}''::text[])'
      ' and (auth.edits_all() or owner_id is null or owner_id = auth.uid() or auth.uid() = any (assignee_ids)'
      ' or team_id = auth.edits_team()))', tbl || '_insert', tbl);
  end if;
end
$$;

-- When a contact changes hands, so does everything that follows it; who is assigned to a follower beside that stays.
-- By row, and only rows that changed: a statement trigger would join its transition tables by a plan kept from its
-- session's first call, n² rows for n.
create function app.contacts_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.contact_points as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.assignments as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.taggings as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.attachments as f set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where f.org_id = new.org_id and f.contact_id = new.id;
  update public.activities as f set owner_id = new.owner_id, team_id = new.team_id,
    assignee_ids = new.assignee_ids || array(
      select x from unnest(f.assignee_ids) as x where x <> all (old.assignee_ids) and x <> all (new.assignee_ids))
  where f.org_id = new.org_id and f.contact_id = new.id;
  return null;
end
$$;
alter function app.contacts_lead() owner to service_role;
create trigger lead_followers after update of owner_id, team_id, assignee_ids on contacts
for each row when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.contacts_lead();
