-- name: by_own_id
-- Rows that name a contact by its own id: they were exported from here.
update app.import_rows as r
set action = 'u', record_id = c.id, matched = 'external_id', external_id = null, data = r.data - 'external_id'
from contacts as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and length(r.external_id) = 36
  and c.org_id = :org_id and c.deleted_at is null
  and c.id = case when pg_input_is_valid(r.external_id, 'uuid') then r.external_id::uuid end;

-- name: by_external_id
-- Rows whose external id a contact has.
with found as materialized (
  select r.row_no, (select c.id from contacts as c
    where c.org_id = :org_id and c.external_id = r.external_id and c.integration_id is null
      and c.external_platform is null and c.deleted_at is null) as id
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is not null
)
update app.import_rows as r
set action = 'u', record_id = f.id, matched = 'external_id'
from found as f
where r.org_id = :org_id and r.job_id = :job and r.row_no = f.row_no and f.id is not null;

-- name: any_contact
-- Whether there is anybody to match with.
select exists (select from contacts as c where c.org_id = :org_id and c.deleted_at is null);

-- name: by_email
-- Rows one of whose addresses is a contact's: the primary one first, then any of its points. Each address is looked up by
-- itself, which needs no statistics of what may have been loaded a second ago.
with found as materialized (
  select r.row_no, e.n,
    (select c.id from contacts as c where c.org_id = :org_id and c.email = e.value and c.deleted_at is null) as own,
    (select p.contact_id from contact_points as p
      where p.org_id = :org_id and p.kind = 'email' and p.normalised = e.value and not p.is_primary
        and exists (select from contacts as c where c.org_id = :org_id and c.id = p.contact_id and c.deleted_at is null)
      order by p.contact_id limit 1) as other
  from app.import_rows as r
  cross join lateral unnest(r.emails) with ordinality as e (value, n)
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.emails is not null
), best as (
  select distinct on (f.row_no) f.row_no, coalesce(f.own, f.other) as id from found as f
  where f.own is not null or f.other is not null
  order by f.row_no, f.own is null, f.n
)
update app.import_rows as r
set action = 'u', record_id = b.id, matched = 'email'
from best as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no;

-- name: by_phone
-- Rows without a known address that share a number and the name with a contact: colleagues share numbers, not names. Who
-- has another address is somebody else, so rows with one need contacts without.
with found as materialized (
  select r.row_no, t.n, (
    select c.id from contact_points as p
    inner join contacts as c on c.org_id = :org_id and c.id = p.contact_id and c.deleted_at is null
    where p.org_id = :org_id and p.kind = 'phone' and p.normalised = t.value and (r.emails is null or c.email is null)
      and (c.sort_name = app.sort_key(r.data ->> 'last_name', r.data ->> 'first_name')
        or num_nulls(r.data ->> 'last_name', r.data ->> 'first_name') = 2)
    order by c.created_at, c.id limit 1) as id
  from app.import_rows as r
  cross join lateral unnest(r.phones) with ordinality as t (value, n)
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.phones is not null
    and (r.emails is null or exists (
      select from contacts as c where c.org_id = :org_id and c.email is null and c.deleted_at is null))
), best as (
  select distinct on (f.row_no) f.row_no, f.id from found as f where f.id is not null order by f.row_no, f.n
)
update app.import_rows as r
set action = 'u', record_id = b.id, matched = 'phone'
from best as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no;

-- name: by_name
-- Rows that have nothing but a name and perhaps a company: the contact of that name there, when there is just one.
with best as materialized (
  select r.row_no, s.id
  from app.import_rows as r
  cross join lateral (
    select min(c.id::text)::uuid as id from contacts as c
    where c.org_id = :org_id and c.deleted_at is null
      and c.sort_name = app.sort_key(r.data ->> 'last_name', r.data ->> 'first_name')
      and coalesce(app.sort_key(c.company_name), '') = coalesce(app.sort_key(r.data #>> '{company,name}'), '')
    having count(*) = 1
  ) as s
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n'
    and r.emails is null and r.phones is null and r.external_id is null
    and num_nulls(r.data ->> 'last_name', r.data ->> 'first_name') < 2
)
update app.import_rows as r
set action = 'u', record_id = b.id, matched = 'name'
from best as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no;

-- name: repeated
-- Rows that repeat an earlier one: the same contact, external id or address.
with keys as (
  select r.row_no, 'record ' || r.record_id as key from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action = 'u'
  union all
  select r.row_no, 'id ' || r.external_id from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is not null
  union all
  select r.row_no, 'email ' || r.emails[1] from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.emails is not null
  union all
  select r.row_no, 'email ' || e.value from app.import_rows as r
  cross join lateral unnest(r.emails[2:]) as e (value)
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and cardinality(r.emails) > 1
), firsts as (
  select k.key, min(k.row_no) as first_row from keys as k group by k.key having count(*) > 1
), again as (
  select k.row_no, min(f.first_row) as first_row from firsts as f
  inner join keys as k on k.key = f.key and k.row_no > f.first_row
  group by k.row_no
)
update app.import_rows as r
set action = 'd', twin = a.first_row
from again as a
where r.org_id = :org_id and r.job_id = :job and r.row_no = a.row_no;

-- name: repeated_plain
-- The same for rows that carry neither address nor external id: every value is the same.
with firsts as (
  select r.row_no, min(r.row_no) over (partition by md5(r.data::text)) as first_row
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.emails is null and r.external_id is null
)
update app.import_rows as r
set action = 'd', twin = f.first_row
from firsts as f
where r.org_id = :org_id and r.job_id = :job and r.row_no = f.row_no and f.first_row < f.row_no;

-- name: unchanged
-- Matched rows that say nothing new.
update app.import_rows as r
set action = '='
from contacts as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and c.org_id = :org_id and c.id = r.record_id
  and (:skipping or (
    app.import_difference(to_jsonb(c), r.data, :filling) = '{}'
    and (r.owner_id is null or r.owner_id = c.owner_id or (:filling and c.owner_id is not null))
    and (not r.data ? 'company' or (:filling and c.company_name is not null)
      or app.sort_key(c.company_name) = app.sort_key(r.data #>> '{company,name}')
      or exists (select from companies as k where k.org_id = :org_id and k.id = c.company_id
        and k.domain = app.registrable_domain(r.data #>> '{company,domain}')))
    and not exists (
      select from app.import_points(r.data) as p
      where not exists (select from contact_points as o where o.org_id = :org_id and o.contact_id = c.id
        and o.kind = p.kind and o.normalised = p.value))
    and not exists (
      select from jsonb_array_elements_text(r.data -> 'tags') as t (name)
      where not exists (select from tags as g where g.org_id = :org_id and g.id = any (c.tag_ids)
        and lower(g.name) = lower(t.name)))));

-- name: differences
-- What would change: old and new by field.
select r.row_no, c.id, e.key as field, to_jsonb(c) -> e.key as old_value, e.value as new_value
from app.import_rows as r
inner join contacts as c on c.org_id = :org_id and c.id = r.record_id
cross join lateral jsonb_each(app.import_difference(to_jsonb(c), r.data, :filling)
  || case when r.data ? 'company' and c.company_name is distinct from r.data #>> '{company,name}'
    then jsonb_build_object('company_name', r.data #> '{company,name}') else '{}' end
  || coalesce((select jsonb_build_object('points', jsonb_agg(p.value))
    from app.import_points(r.data) as p
    where not exists (select from contact_points as o where o.org_id = :org_id and o.contact_id = c.id
      and o.kind = p.kind and o.normalised = p.value) having count(*) > 0), '{}')) as e
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and r.row_no = any (:rows);

-- name: prepare_companies
-- Links what rows call a company with the one that is there, by domain, else by name; those that nobody has yet are made, one
-- for each domain, else for each name. The ids of what was made. (`is not null`: of `?` the planner believes that few rows hold,
-- and sorts instead of hashing.)
with named as materialized (
  select distinct r.data -> 'company' as company from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.data -> 'company' is not null and r.action in ('n', 'u')
), wanted as materialized (
  select n.company::text as value, app.registrable_domain(n.company ->> 'domain') as domain,
    coalesce(n.company ->> 'name', n.company ->> 'domain') as name, app.sort_key(n.company ->> 'name') as key
  from named as n
), found as materialized (
  select w.value, w.domain, w.name, coalesce(
    (select c.id from companies as c
      where c.org_id = :org_id and c.domain = w.domain and c.deleted_at is null),
    (select c.id from companies as c
      where c.org_id = :org_id and c.sort_name = w.key and w.key <> '~' and c.deleted_at is null
      order by c.created_at, c.id limit 1)) as id
  from wanted as w
), linked as (
  insert into app.import_links (org_id, job_id, relation, value, record_id, label)
  select :org_id::uuid, :job::uuid, 'companies', f.value, c.id, c.name
  from found as f
  inner join companies as c on c.org_id = :org_id and c.id = f.id
  on conflict do nothing
  returning record_id
), one_each as materialized (
  select coalesce(f.domain, app.sort_key(f.name)) as same, min(f.domain) as domain, min(f.name) as name,
    array_agg(f.value) as said, app.uuid7() as id
  from found as f where f.id is null
  group by 1
), made as (
  insert into companies (org_id, id, name, domain, source, source_id, owner_id)
  select :org_id, n.id, n.name, n.domain, 'import', :job, :owner from one_each as n
  returning id
)
insert into app.import_links (org_id, job_id, relation, value, record_id, label)
select :org_id, :job, 'companies', s.value, n.id, btrim(n.name)
from one_each as n
cross join lateral unnest(n.said) as s (value)
returning record_id;

-- name: unchecked
-- What this chunk writes is already what triggers would make of it, and what it points at was looked up before.
select app.import_unchecked(:job);

-- name: insert_new
-- New contacts of a chunk. Without `on conflict`: looking before each leap costs a fifth of the time.
insert into contacts (
  org_id, id, first_name, last_name, title, email, phone, company_id, company_name, is_decision_maker, address,
  postal_code, city, region, country, timezone, language, currency, birthday, linkedin_url, website, description,
  lifecycle, status, custom, source, source_id, external_id, last_contact_at, created_at, owner_id, team_id)
select
  :org_id, r.record_id, d.first_name, d.last_name, d.title, d.email, d.phone, l.record_id, l.label,
  coalesce(d.is_decision_maker, false), d.address, d.postal_code, d.city, d.region, d.country, d.timezone, d.language,
  d.currency, d.birthday, d.linkedin_url, d.website, d.description, coalesce(d.lifecycle, 'lead'),
  coalesce(d.status, 'active'), coalesce(d.custom, '{}'), coalesce(d.source, 'import'), :job, r.external_id,
  d.last_contact_at, coalesce(d.created_at, now()), m.user_id, m.team_id
from app.import_rows as r
cross join lateral jsonb_to_record(r.data) as d (
  first_name text, last_name text, title text, email text, phone text, company jsonb, is_decision_maker boolean,
  address text, postal_code text, city text, region text, country text, timezone text, language text, currency text,
  birthday date, linkedin_url text, website text, description text, lifecycle text, status text, custom jsonb,
  source text, last_contact_at timestamptz, created_at timestamptz)
left join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'companies'
  and l.value = d.company::text
left join org_members as m on m.org_id = :org_id and m.user_id = coalesce(r.owner_id, :owner)
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'n';

-- name: taken
-- Rows whose address or id was taken meanwhile, or by somebody we may not see: they stay out.
select app.import_taken(:job, :first, :last);

-- name: parts
-- Points, tags, timeline and audit of those contacts; how many there are.
select app.import_contact_parts(:job, :first, :last, :said, :owner);

-- name: change
-- Contacts of a chunk that are there already; what they held before is kept for undo.
with said as (
  select r.row_no, r.record_id, to_jsonb(c) as now_is,
    app.import_difference(to_jsonb(c), r.data, :filling)
      || case when l.record_id is not null and not (:filling and c.company_name is not null)
        and l.record_id is distinct from c.company_id
        then jsonb_build_object('company_id', l.record_id, 'company_name', l.label) else '{}' end
      || case when r.owner_id is not null and r.owner_id is distinct from c.owner_id
        and not (:filling and c.owner_id is not null)
        then jsonb_build_object('owner_id', r.owner_id) else '{}' end as change
  from app.import_rows as r
  inner join contacts as c on c.org_id = :org_id and c.id = r.record_id
  left join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'companies'
    and l.value = (r.data -> 'company')::text
  where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'u'
)
select m.row_no, m.record_id, m.taken
from (
  select array_agg(s.row_no) as rows, array_agg(s.record_id) as ids, array_agg(s.now_is) as now_are,
    array_agg(s.change) as changes
  from said as s
) as a
cross join lateral app.import_change(:org_id, :job, 'contacts', a.rows, a.ids, a.now_are, a.changes) as m;

-- name: add_points
-- Addresses and numbers that changed contacts did not have yet.
insert into contact_points (org_id, contact_id, kind, label, value, normalised)
select :org_id, c.id, p.kind, p.label, p.value, p.value
from app.import_rows as r
inner join contacts as c on c.org_id = :org_id and c.id = r.record_id
cross join lateral app.import_points(r.data) as p
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'u'
  and c.id = any (:taken)
  and not exists (select from contact_points as o where o.org_id = :org_id and o.contact_id = c.id and o.kind = p.kind
    and o.normalised = p.value)
on conflict do nothing
returning id;

-- name: add_tags
-- Tags that changed contacts did not bear yet.
insert into taggings (org_id, contact_id, tag_id)
select distinct :org_id::uuid, r.record_id, l.record_id
from app.import_rows as r
cross join lateral jsonb_array_elements_text(r.data -> 'tags') as t (name)
inner join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'tags'
  and l.value = lower(t.name)
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'u'
  and r.record_id = any (:taken) and r.data ? 'tags'
on conflict do nothing
returning id;

-- name: tell
-- The timeline of changed contacts.
insert into activities (org_id, kind, contact_id, about_kind, about_id, subject, actor_kind)
select :org_id, 'system', c.id, 'import_jobs', :job, :said, 'import'
from contacts as c
where c.org_id = :org_id and c.id = any (:taken);

-- name: nudge
-- A change that changes nothing.
update contacts set updated_at = updated_at where org_id = :org_id and id = :id;

-- name: labels
-- Names of contacts.
select c.id, coalesce(c.full_name, c.email, c.phone, c.company_name) as label
from contacts as c where c.org_id = :org_id and c.id = any (:ids);
