-- name: by_own_id
-- Rows that name a company by its own id: they were exported from here.
update app.import_rows as r
set action = 'u', record_id = c.id, matched = 'external_id', external_id = null, data = r.data - 'external_id'
from companies as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and length(r.external_id) = 36
  and c.org_id = :org_id and c.deleted_at is null
  and c.id = case when pg_input_is_valid(r.external_id, 'uuid') then r.external_id::uuid end;

-- name: by_external_id
-- Rows whose external id a company has.
update app.import_rows as r
set action = 'u', record_id = c.id, matched = 'external_id'
from companies as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is not null
  and c.org_id = :org_id and c.external_id = r.external_id and c.integration_id is null
  and c.external_platform is null and c.deleted_at is null;

-- name: by_domain
-- Rows whose domain a company has.
update app.import_rows as r
set action = 'u', record_id = c.id, matched = 'domain'
from companies as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'n'
  and c.org_id = :org_id and c.deleted_at is null
  and c.domain = app.registrable_domain(coalesce(r.data ->> 'domain', r.data ->> 'website'));

-- name: by_name
-- Rows with the name of a company, when one has it; not when both have a domain, and another one.
with best as (
  select r.row_no, min(c.id::text)::uuid as id
  from app.import_rows as r
  inner join companies as c on c.org_id = :org_id and c.deleted_at is null
    and c.sort_name = app.sort_key(r.data ->> 'name')
    and (c.domain is null or coalesce(r.data ->> 'domain', r.data ->> 'website') is null)
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is null and r.data ? 'name'
  group by r.row_no
  having count(*) = 1
)
update app.import_rows as r
set action = 'u', record_id = b.id, matched = 'name'
from best as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no;

-- name: repeated
-- Rows that repeat an earlier one: the same company, external id, domain, or, without those, name.
with keys as (
  select r.row_no, case
    when r.action = 'u' then 'record ' || r.record_id
    when r.external_id is not null then 'id ' || r.external_id
    else coalesce('domain ' || app.registrable_domain(coalesce(r.data ->> 'domain', r.data ->> 'website')),
      'name ' || app.sort_key(r.data ->> 'name')) end as key
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u')
), firsts as (
  select k.row_no, min(k.row_no) over (partition by k.key) as first_row from keys as k
)
update app.import_rows as r
set action = 'd', twin = f.first_row
from firsts as f
where r.org_id = :org_id and r.job_id = :job and r.row_no = f.row_no and f.first_row < f.row_no;

-- name: unchanged
-- Matched rows that say nothing new.
update app.import_rows as r
set action = '='
from companies as c
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and c.org_id = :org_id and c.id = r.record_id
  and (:skipping or (
    app.import_difference(to_jsonb(c), app.company_values(r.data), :filling) = '{}'
    and (r.owner_id is null or r.owner_id = c.owner_id or (:filling and c.owner_id is not null))
    and not exists (
      select from jsonb_array_elements_text(r.data -> 'tags') as t (name)
      where not exists (select from tags as g where g.org_id = :org_id and g.id = any (c.tag_ids)
        and lower(g.name) = lower(t.name)))));

-- name: differences
-- What would change: old and new by field.
select r.row_no, e.key as field, to_jsonb(c) -> e.key as old_value, e.value as new_value
from app.import_rows as r
inner join companies as c on c.org_id = :org_id and c.id = r.record_id
cross join lateral jsonb_each(app.import_difference(to_jsonb(c), app.company_values(r.data), :filling)) as e
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and r.row_no = any (:rows);

-- name: insert_new
-- New companies of a chunk, written by the rules that hold for everyone: there are fewer companies than people.
with made as (
  insert into companies (
    org_id, id, name, domain, website, lifecycle, industry, size, year_founded, annual_revenue, currency, email, phone,
    address, postal_code, city, region, country, timezone, language, linkedin_url, description, custom, source,
    source_id, external_id, last_contact_at, created_at, owner_id)
  select
    :org_id, r.record_id, coalesce(d.name, d.domain), d.domain, d.website, coalesce(d.lifecycle, 'prospect'),
    d.industry, d.size, d.year_founded, d.annual_revenue, d.currency, d.email, d.phone, d.address, d.postal_code,
    d.city, d.region, d.country, d.timezone, d.language, d.linkedin_url, d.description, coalesce(d.custom, '{}'),
    coalesce(d.source, 'import'), :job, r.external_id, d.last_contact_at, coalesce(d.created_at, now()),
    coalesce(r.owner_id, :owner)
  from app.import_rows as r
  cross join lateral jsonb_to_record(app.company_values(r.data)) as d (
    name text, domain text, website text, lifecycle text, industry text, size text, year_founded integer,
    annual_revenue numeric, currency text, email text, phone text, address text, postal_code text, city text,
    region text, country text, timezone text, language text, linkedin_url text, description text, custom jsonb,
    source text, last_contact_at timestamptz, created_at timestamptz)
  where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'n'
  on conflict do nothing
  returning id
)
select r.row_no, r.record_id, m.id is not null as taken
from app.import_rows as r
left join made as m on m.id = r.record_id
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'n';

-- name: change
-- Companies of a chunk that are there already; what they held before is kept for undo.
with said as (
  select r.row_no, r.record_id, to_jsonb(c) as now_is,
    app.import_difference(to_jsonb(c), app.company_values(r.data), :filling)
      || case when r.owner_id is not null and r.owner_id is distinct from c.owner_id
        and not (:filling and c.owner_id is not null)
        then jsonb_build_object('owner_id', r.owner_id) else '{}' end as change
  from app.import_rows as r
  inner join companies as c on c.org_id = :org_id and c.id = r.record_id
  where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'u'
)
select m.row_no, m.record_id, m.taken
from (
  select array_agg(s.row_no) as rows, array_agg(s.record_id) as ids, array_agg(s.now_is) as now_are,
    array_agg(s.change) as changes
  from said as s
) as a
cross join lateral app.import_change(:org_id, :job, 'companies', a.rows, a.ids, a.now_are, a.changes) as m;

-- name: add_tags
-- Tags that these companies do not bear yet.
insert into taggings (org_id, company_id, tag_id)
select distinct :org_id::uuid, r.record_id, l.record_id
from app.import_rows as r
cross join lateral jsonb_array_elements_text(r.data -> 'tags') as t (name)
inner join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'tags'
  and l.value = lower(t.name)
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.data ? 'tags'
  and r.record_id = any (:taken)
on conflict do nothing
returning id;

-- name: tell
-- The timeline of these companies.
insert into activities (org_id, kind, company_id, about_kind, about_id, subject, actor_kind)
select :org_id, 'system', c.id, 'import_jobs', :job, :said, 'import'
from companies as c
where c.org_id = :org_id and c.id = any (:taken);

-- name: nudge
-- A change that changes nothing.
update companies set updated_at = updated_at where org_id = :org_id and id = :id;

-- name: labels
-- Names of companies.
select c.id, c.name as label from companies as c where c.org_id = :org_id and c.id = any (:ids);
