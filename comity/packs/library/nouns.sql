-- name: materials
-- Materials by any word of their title, or of what can be read or was said in them, with the place; the most telling first.
with hits as materialized (
  select p.id, ts_rank(p.search, :wanted::tsquery) as rank from training_materials as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
)
select
  m.id, m.title, c.name as subtitle,
  substring(coalesce(m.body, m.description) from greatest(
    position(split_part(app.words(:words), ' ', 1) in app.fold(coalesce(m.body, m.description))) - 60, 1) for 220) as passage
from hits as h
inner join training_materials as m on m.org_id = :org_id and m.id = h.id
left join training_collections as c on c.org_id = m.org_id and c.id = m.collection_id
order by h.rank desc, m.created_at desc, m.id
limit :limit;

-- name: materials_near
-- Which of these words any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from training_materials as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;
