-- name: documents
-- What stands in the sources, with the place where the words stand; the latest first. It opens where it was read.
with hits as materialized (
  select p.id from market_documents as p
  where p.org_id = :org_id and p.search @@ :wanted::tsquery and length(:words) > 2
)
select
  d.id, coalesce(nullif(d.title, ''), d.url) as title, s.name as subtitle, coalesce(d.published_at, d.read_at) as detail,
  d.url as href,
  substring(d.body from greatest(position(split_part(app.words(:words), ' ', 1) in app.fold(d.body)) - 60, 1) for 220) as passage
from hits as h
inner join market_documents as d on d.org_id = :org_id and d.id = h.id
inner join market_sources as s on s.org_id = d.org_id and s.id = d.source_id and s.deleted_at is null
order by coalesce(d.published_at, d.read_at) desc, d.id
limit :limit;
