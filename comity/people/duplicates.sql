-- name: like_contact
-- Contacts with this e-mail or phone, or whose name begins with these words.
-- (the number is worked out first: row security lets no function but a bare comparison use an index)
with wanted as materialized (
  select nullif(lower(btrim(:email)), '') as email, app.normal_point('phone', nullif(:phone, ''), coalesce(:country,
    (select o.country from organizations as o where o.org_id = :org_id))) as phone
), found as (
  select p.contact_id as id, true as same_email, false as same_phone
  from wanted as w
  inner join contact_points as p on p.org_id = :org_id and p.kind = 'email' and p.normalised = w.email
  union all
  (
    select p.contact_id, false, true
    from wanted as w
    inner join contact_points as p on p.org_id = :org_id and p.kind = 'phone' and p.normalised = w.phone
    limit 20
  )
  union all
  (
    select c.id, false, false from contacts as c
    where c.org_id = :org_id and c.deleted_at is null and :last <> '' and :first <> ''
      and c.sort_name = app.sort_key(:last, :first)
    limit 20
  )
  union all
  (
    select c.id, false, false from contacts as c
    where c.org_id = :org_id and c.deleted_at is null and :last <> ''
      and c.search @@ app.prefix_query(left(:first, 1) || ' ' || :last)
    limit 30
  )
)
select c.id, c.name, c.full_name, c.title, c.email, c.phone, c.company_name, bool_or(f.same_email) as same_email,
  bool_or(f.same_phone) as same_phone
from found as f
inner join contacts as c on c.org_id = :org_id and c.id = f.id and c.deleted_at is null
where :but::uuid is null or c.id <> :but
group by c.org_id, c.id;

-- name: suspect_contacts
-- Notes pairs of contacts with a common e-mail, phone, or name and company.
select app.suspect_contacts(:org_id);

-- name: suspect_companies
-- Notes pairs of companies with the same name.
select app.suspect_companies(:org_id);

-- name: names_by_company
-- Names of people company by company, companies of a sensible size only.
select c.id, c.company_id as company, c.sort_name as name from contacts as c
inner join (
  select x.company_id from contacts as x
  where x.org_id = :org_id and x.company_id is not null and x.deleted_at is null
  group by x.company_id having count(*) between 2 and :largest
) as g on g.company_id = c.company_id
where c.org_id = :org_id and c.deleted_at is null and c.full_name is not null
order by c.company_id, c.sort_name;

-- name: company_names
-- Every company's name as bare words.
select id, regexp_replace(app.words(name), '[^[:alnum:]]+', ' ', 'g') as words from companies
where org_id = :org_id and deleted_at is null;

-- name: keep
-- Notes pairs; those that somebody has judged stay as they were judged.
insert into duplicates (org_id, relation, a_id, b_id, score, reasons)
select :org_id, :relation, p.a, p.b, p.score, array[:reason]
from unnest(:a::uuid[], :b::uuid[], :scores::integer[]) as p (a, b, score)
on conflict (org_id, relation, a_id, b_id) do nothing
returning id;

-- name: open_contacts
-- Open pairs of contacts, both sides as far as they are to be seen.
select d.id, d.score, d.reasons, d.a_id, d.b_id, a.name as a_name,
  b.name as b_name, concat_ws(' · ', a.title, a.company_name, a.email) as a_detail,
  concat_ws(' · ', b.title, b.company_name, b.email) as b_detail
from duplicates as d
inner join contacts as a on a.org_id = d.org_id and a.id = d.a_id and a.deleted_at is null
inner join contacts as b on b.org_id = d.org_id and b.id = d.b_id and b.deleted_at is null
where d.org_id = :org_id and d.relation = 'contacts' and d.state = 'open'
order by d.score desc, d.id desc limit :limit;

-- name: open_companies
-- Open pairs of companies.
select d.id, d.score, d.reasons, d.a_id, d.b_id, a.name as a_name, b.name as b_name,
  concat_ws(' · ', a.domain, a.city) as a_detail, concat_ws(' · ', b.domain, b.city) as b_detail
from duplicates as d
inner join companies as a on a.org_id = d.org_id and a.id = d.a_id and a.deleted_at is null
inner join companies as b on b.org_id = d.org_id and b.id = d.b_id and b.deleted_at is null
where d.org_id = :org_id and d.relation = 'companies' and d.state = 'open'
order by d.score desc, d.id desc limit :limit;

-- name: counts
-- How many pairs are open.
select relation, count(*)::integer as n from duplicates where org_id = :org_id and state = 'open' group by relation;

-- name: dismiss
-- A pair that is not one.
update duplicates set state = 'dismissed' where org_id = :org_id and id = :id;

-- name: reopen
-- A pair to look at again.
update duplicates set state = 'open' where org_id = :org_id and id = :id;
