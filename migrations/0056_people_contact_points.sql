-- Contact points: every e-mail, phone and address of a contact; one primary of each kind, which contacts.email and
-- contacts.phone repeat.  seed: D49

create table contact_points (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contact_id uuid not null,
  kind text not null constraint contact_points_kind_known check (kind in ('email', 'phone', 'url')),
  label text constraint contact_points_label_length check (length(label) <= 60),
  value text not null constraint contact_points_value_length check (length(value) between 1 and 2000),
  normalised text not null constraint contact_points_normalised_length check (length(normalised) <= 320),
  is_primary boolean not null default false,
  verified_at timestamptz,
  verified_by text constraint contact_points_verified_by_length check (length(verified_by) <= 200),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint contact_points_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint contact_points_email_form check (kind <> 'email' or normalised ~ '^[^@\s]+@[^@\s]+$')
);
comment on table contact_points is
  'E-mails, phones and web addresses of contacts. normalised: lower case, E.164; what is compared.';
comment on column contact_points.verified_by is 'What verified it: a person, a provider, a reply.';
create unique index contact_points_once on contact_points (org_id, contact_id, kind, normalised);
create unique index contact_points_primary on contact_points (org_id, contact_id, kind) where is_primary;
create index contact_points_value on contact_points (org_id, kind, normalised);

select app.protect('contact_points', follows => 'contact_id', parent => 'contacts');
select app.expect_rows('contact_points');
select app.led_by_contact('contact_points', edits => true);

create function app.normal_point(kind text, value text, country text) returns text
language sql immutable parallel safe
as $$
  select case kind
    when 'phone' then left(coalesce(
      app.e164(value, country), nullif(regexp_replace(value, '[^0-9+*#]', '', 'g'), ''), btrim(value)), 320)
    else left(lower(btrim(value)), 320) end
$$;
comment on function app.normal_point(text, text, text) is 'How a contact point is compared.';
grant execute on function app.normal_point(text, text, text) to authenticated, service_role;

-- Not derived from contacts: written by a person or over the wire.
create function app.point_written() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  new.value := btrim(new.value);
  new.normalised := app.normal_point(new.kind, new.value, coalesce(
    (select c.country from public.contacts as c where c.org_id = new.org_id and c.id = new.contact_id),
    (select o.country from public.organizations as o where o.org_id = new.org_id)));
  if tg_op = 'UPDATE' and new.normalised <> old.normalised then
    new.verified_at := null;
    new.verified_by := null;
  end if;
  if not new.is_primary and new.kind <> 'url' and not exists (
    select from public.contact_points as p
    where p.org_id = new.org_id and p.contact_id = new.contact_id and p.kind = new.kind and p.is_primary and p.id <> new.id
  ) then
    new.is_primary := true;  -- one of each kind is always primary
  end if;
  if new.is_primary then
    update public.contact_points as p set is_primary = false
    where p.org_id = new.org_id and p.contact_id = new.contact_id and p.kind = new.kind and p.is_primary and p.id <> new.id;
  end if;
  return new;
end
$$;
alter function app.point_written() owner to service_role;
create trigger point_written before insert or update of value, kind, is_primary on contact_points
for each row when (current_setting('app.derived', true) is distinct from 'on') execute function app.point_written();

-- The primary point is repeated on its contact; when it is deleted, the oldest other one takes its place.
create function app.point_primary() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  p public.contact_points := coalesce(new, old);
  said text;
begin
  if tg_op = 'DELETE' then
    update public.contact_points as x set is_primary = true
    where x.org_id = p.org_id and x.id = (
      select y.id from public.contact_points as y
      where y.org_id = p.org_id and y.contact_id = p.contact_id and y.kind = p.kind order by y.created_at, y.id limit 1)
    returning x.normalised into said;
  else
    said := p.normalised;
  end if;
  if p.kind = 'email' then
    update public.contacts as c set email = said, updated_at = clock_timestamp()
    where c.org_id = p.org_id and c.id = p.contact_id and c.email is distinct from said;
  elsif p.kind = 'phone' then
    update public.contacts as c set phone = said, updated_at = clock_timestamp()
    where c.org_id = p.org_id and c.id = p.contact_id and c.phone is distinct from said;
  end if;
  return null;
end
$$;
alter function app.point_primary() owner to service_role;
create trigger point_primary after insert or update on contact_points
for each row when (new.is_primary and current_setting('app.derived', true) is distinct from 'on')
execute function app.point_primary();
create trigger point_primary_gone after delete on contact_points
for each row when (old.is_primary and current_setting('app.derived', true) is distinct from 'on')
execute function app.point_primary();

-- The other way: e-mail and phone written on contacts become primary points.
create function app.contacts_points_new() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  insert into public.contact_points
    (org_id, contact_id, kind, value, normalised, is_primary, owner_id, team_id, assignee_ids, created_by)
  select n.org_id, n.id, v.kind, v.value, v.value, true, n.owner_id, n.team_id, n.assignee_ids, n.created_by
  from new_rows as n
  cross join lateral (values ('email', n.email), ('phone', n.phone)) as v (kind, value)
  where v.value is not null;
  insert into public.assignments (org_id, contact_id, user_id, owner_id, team_id, assignee_ids)
  select n.org_id, n.id, u, n.owner_id, n.team_id, n.assignee_ids from new_rows as n cross join unnest(n.assignee_ids) as u
  on conflict do nothing;
  return null;
end
$$;
alter function app.contacts_points_new() owner to service_role;

create function app.contact_point_changed(org uuid, contact uuid, point_kind text, was text, now_is text, c contacts)
returns void
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  other uuid;
begin
  perform app.own_org(org);
  select p.id into other from public.contact_points as p
  where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.normalised = now_is;
  if other is not null then  -- one that the contact already has
    update public.contact_points as p set is_primary = false
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary and p.id <> other;
    update public.contact_points as p set is_primary = true where p.org_id = org and p.id = other;
  elsif now_is is null then
    delete from public.contact_points as p
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary;
  elsif was is null then
    insert into public.contact_points
      (org_id, contact_id, kind, value, normalised, is_primary, owner_id, team_id, assignee_ids)
    values (org, contact, point_kind, now_is, now_is, true, c.owner_id, c.team_id, c.assignee_ids);
  else
    update public.contact_points as p
    set value = now_is, normalised = now_is, verified_at = null, verified_by = null, updated_at = clock_timestamp()
    where p.org_id = org and p.contact_id = contact and p.kind = point_kind and p.is_primary;
  end if;
end
$$;
alter function app.contact_point_changed(uuid, uuid, text, text, text, contacts) owner to service_role;
grant execute on function app.contact_point_changed(uuid, uuid, text, text, text, contacts) to authenticated;

create function app.contacts_points_changed() returns trigger
language plpgsql
as $$
begin
  if new.email is distinct from old.email then
    perform app.contact_point_changed(new.org_id, new.id, 'email', old.email, new.email, new);
  end if;
  if new.phone is distinct from old.phone then
    perform app.contact_point_changed(new.org_id, new.id, 'phone', old.phone, new.phone, new);
  end if;
  return null;
end
$$;
create trigger points_new after insert on contacts referencing new table as new_rows
for each statement when (current_setting('app.derived', true) is distinct from 'on')
execute function app.contacts_points_new();
create trigger points_changed after update of email, phone on contacts
for each row when ((old.email, old.phone) is distinct from (new.email, new.phone)
  and current_setting('app.derived', true) is distinct from 'on')
execute function app.contacts_points_changed();
