-- name: calls
-- Calls by any word of their title or transcript, with the place where the words stand; the latest first. A frequent word
-- is found among the latest five hundred; only for others the word index is asked.
with lately as materialized (
  select p.id from (
    select x.id, x.search from calls as x
    where x.org_id = :org_id and x.deleted_at is null and length(:words) > 2
    order by x.started_at desc, x.id desc limit 500
  ) as p
  where p.search @@ :wanted::tsquery limit :limit
),
hits as materialized (
  select p.id from calls as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) > 2
    and (select count(*) from lately) < :limit
)
select
  c.id, c.title, coalesce(k.full_name, co.name) as subtitle, c.started_at as detail,
  substring(c.transcript from greatest(
    position(split_part(app.words(:words), ' ', 1) in app.fold(c.transcript)) - 60, 1) for 220) as passage
from (select y.id from lately as y union (select h.id from hits as h limit 100)) as f
inner join calls as c on c.org_id = :org_id and c.id = f.id
left join contacts as k on k.org_id = c.org_id and k.id = c.contact_id
left join companies as co on co.org_id = c.org_id and co.id = c.company_id
order by c.started_at desc, c.id desc
limit :limit;
