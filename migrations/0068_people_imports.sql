-- What belongs to imported people: written by the house for rows whose contact the importing person has just created,
-- set-based and without asking again for each row.  owner: office/imports for people

-- What is written here points at contacts of this very transaction, so checking each reference again, row by row, would
-- find nothing: where the server lets us, the checks (and triggers that have nothing to say) rest for the length of it.
do $$
begin
  grant set on parameter session_replication_role to service_role;
exception when insufficient_privilege then
  raise notice 'Not a superuser: imports check every reference again, and are slower.';
end
$$;

create function app.unchecked(wanted boolean) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform set_config('session_replication_role', case when wanted then 'replica' else 'origin' end, true);
exception when insufficient_privilege then
  null;
end
$$;
comment on function app.unchecked(boolean) is
  'Rests foreign keys and triggers until said otherwise or the transaction ends. For app.import_* only.';
alter function app.unchecked(boolean) owner to service_role;

-- The same for the person importing, while their import is being loaded: companies and tags that rows point at were
-- looked up under their own row security (app.import_links), owners among the members.
create function app.import_unchecked(job uuid) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (
    select from public.import_jobs as j where j.org_id = auth.org_id() and j.id = job and j.status = 'loading'
  ) then
    raise exception 'This import is not being loaded.' using errcode = '42501';
  end if;
  perform set_config('app.derived', 'on', true);
  perform app.unchecked(true);
end
$$;
comment on function app.import_unchecked(uuid) is 'Rests checks and triggers for a chunk, until import_contact_parts is done.';
alter function app.import_unchecked(uuid) owner to service_role;
grant execute on function app.import_unchecked(uuid) to authenticated, service_role;

-- Rows of a chunk whose address or id belongs to a contact after all: taken since they were matched, or by a contact the
-- person importing may not see. They stay out; their numbers.
create function app.import_taken(job uuid, from_row integer, to_row integer) returns integer[]
language sql security definer set search_path = pg_catalog
as $$
  with taken as (
    update app.import_rows as r set action = 'b'
    where r.org_id = auth.org_id() and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n'
      and (exists (select from public.contacts as c where c.org_id = auth.org_id() and c.email = r.data ->> 'email'
          and c.deleted_at is null)
        or exists (select from public.contacts as c where c.org_id = auth.org_id() and c.external_id = r.external_id
          and c.integration_id is null and c.external_platform is null))
    returning r.row_no
  )
  select coalesce(array_agg(t.row_no), '{}') from taken as t
$$;
comment on function app.import_taken(uuid, integer, integer) is
  'Marks rows whose address or id is taken; their numbers.';
alter function app.import_taken(uuid, integer, integer) owner to service_role;
grant execute on function app.import_taken(uuid, integer, integer) to authenticated, service_role;

create function app.import_contact_parts(
  job uuid, from_row integer, to_row integer, said text, usual_owner uuid
) returns integer
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := auth.org_id();
  me constant uuid := auth.uid();
  made uuid[];
begin
  select coalesce(array_agg(r.record_id), '{}') into made from app.import_rows as r
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  -- ids are made from the contact's: a random one costs 3 microseconds, a fifth of the row
  insert into public.contact_points
    (org_id, id, contact_id, kind, label, value, normalised, is_primary, owner_id, team_id, created_by)
  select org, overlay(r.record_id::text placing lpad(to_hex(p.n), 4, '0') from 33)::uuid, r.record_id, p.kind, p.label,
    p.value, p.value, p.value = r.data ->> p.kind, m.user_id, m.team_id, me
  from app.import_rows as r
  cross join lateral rows from (jsonb_to_recordset(r.data -> 'points') as (kind text, label text, value text))
    with ordinality as p (kind, label, value, n)
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  -- not on the company's timeline: a hundred people of one company are a hundred entries that say nothing about it
  insert into public.activities
    (org_id, id, kind, contact_id, about_kind, about_id, subject, actor_kind, actor_id, owner_id, team_id, created_by)
  select org, r.record_id, 'system', r.record_id, 'import_jobs', job, said, 'import', me, m.user_id, m.team_id, me
  from app.import_rows as r
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  perform app.import_audit(job, from_row, to_row, 'contacts');
  perform app.unchecked(false);
  perform set_config('app.derived', 'on', true);
  insert into public.taggings (org_id, contact_id, tag_id, owner_id, team_id, created_by)
  select org, r.record_id, l.record_id, m.user_id, m.team_id, me
  from app.import_rows as r
  cross join lateral (select distinct lower(e) as key from jsonb_array_elements_text(r.data -> 'tags') as e) as t
  inner join app.import_links as l on l.org_id = org and l.job_id = job and l.relation = 'tags' and l.value = t.key
  left join public.org_members as m on m.org_id = org and m.user_id = coalesce(r.owner_id, usual_owner)
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n'
    and r.data ? 'tags';
  perform set_config('app.derived', 'off', true);
  insert into app.import_created (org_id, job_id, first_row, relation, ids)
  select org, job, from_row, 'contacts', made where cardinality(made) > 0;
  return cardinality(made);
end
$$;
comment on function app.import_contact_parts(uuid, integer, integer, text, uuid) is
  'Points, tags, timeline and audit of the contacts a chunk of an import has just created.';
alter function app.import_contact_parts(uuid, integer, integer, text, uuid) owner to service_role;
grant execute on function app.import_contact_parts(uuid, integer, integer, text, uuid) to authenticated, service_role;

-- A company's row as values of its columns: it has one address and one number, the first given.
create function app.company_values(row_values jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select row_values - 'points'
    || case when row_values ? 'domain' then jsonb_build_object('domain', app.registrable_domain(row_values ->> 'domain'))
      else '{}' end
    || case when row_values ? 'size' then jsonb_build_object('size', app.company_size(row_values ->> 'size')) else '{}' end
$$;
comment on function app.company_values(jsonb) is 'A row of an import as column values of a company.';
grant execute on function app.company_values(jsonb) to authenticated, service_role;
