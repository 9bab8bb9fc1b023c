-- name: owners
-- Whom the owner column of rows means: members by address or name, or as the person importing said.
update app.import_rows as r
set owner_id = o.user_id
from (
  select distinct on (w.owner) w.owner, coalesce((:owners::jsonb ->> w.owner)::uuid, m.user_id) as user_id
  from (
    select distinct i.data ->> 'owner' as owner from app.import_rows as i
    where i.org_id = :org_id and i.job_id = :job and i.data ? 'owner'
  ) as w
  left join org_members as m on m.org_id = :org_id and m.deleted_at is null
    and (lower(m.email) = w.owner or lower(m.name) = w.owner)
  order by w.owner, lower(m.email) = w.owner desc nulls last, m.created_at
) as o
where r.org_id = :org_id and r.job_id = :job and r.data ->> 'owner' = o.owner and o.user_id is not null;

-- name: strangers
-- Owners named by rows that are no members, and how often.
select r.data ->> 'owner' as owner, count(*) as times
from app.import_rows as r
where r.org_id = :org_id and r.job_id = :job and r.data ? 'owner' and r.owner_id is null
group by 1
order by 2 desc, 1
limit 200;

-- name: link_tags
-- Tags that are there already.
insert into app.import_links (org_id, job_id, relation, value, record_id, label)
select distinct on (w.key) :org_id::uuid, :job::uuid, 'tags', w.key, t.id, t.name
from (
  select distinct lower(e.name) as key from app.import_rows as r
  cross join lateral jsonb_array_elements_text(r.data -> 'tags') as e (name)
  where r.org_id = :org_id and r.job_id = :job and r.data ? 'tags' and r.action in ('n', 'u')
) as w
inner join tags as t on t.org_id = :org_id and lower(t.name) = w.key and t.deleted_at is null
order by w.key
on conflict do nothing
returning record_id;

-- name: make_tags
-- Tags that rows name and nobody made yet.
with wanted as (
  select lower(e.name) as key, min(e.name) as name from app.import_rows as r
  cross join lateral jsonb_array_elements_text(r.data -> 'tags') as e (name)
  where r.org_id = :org_id and r.job_id = :job and r.data ? 'tags' and r.action in ('n', 'u')
    and not exists (select from app.import_links as l
      where l.org_id = :org_id and l.job_id = :job and l.relation = 'tags' and l.value = lower(e.name))
  group by 1
), made as (
  insert into tags (org_id, name) select :org_id, w.name from wanted as w
  returning id, name
)
insert into app.import_links (org_id, job_id, relation, value, record_id, label)
select :org_id, :job, 'tags', lower(m.name), m.id, m.name from made as m
returning record_id;

-- name: touched
-- Of these imported contacts those that people have worked with since: anything on the timeline that is not the import.
select distinct a.contact_id
from activities as a
where a.org_id = :org_id and a.contact_id = any (:ids) and a.deleted_at is null
  and not (a.kind = 'system' and a.actor_kind = 'import');

-- name: used_companies
-- Of these companies those that still have people or a timeline.
select c.id from companies as c
where c.org_id = :org_id and c.id = any (:ids) and (
  exists (select from contacts as p where p.org_id = :org_id and p.company_id = c.id and p.deleted_at is null)
  or exists (select from activities as a where a.org_id = :org_id and a.company_id = c.id and a.deleted_at is null
    and a.actor_kind <> 'import'));

-- name: used_tags
-- Of these tags those that records still bear.
select t.id from tags as t
where t.org_id = :org_id and t.id = any (:ids) and exists (
  select from taggings as g
  left join contacts as c on c.org_id = :org_id and c.id = g.contact_id
  where g.org_id = :org_id and g.tag_id = t.id and c.deleted_at is null);

-- name: derived
-- From here on this transaction writes values that are already what triggers would make of them.
select set_config('app.derived', :state, true);
