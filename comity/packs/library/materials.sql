-- name: collections
-- The courses, each with how many materials it has and how many of them the caller has finished.
select c.id, c.name, c.description, count(m.id) as materials, count(p.completed_at) as done
from training_collections as c
left join training_materials as m on m.org_id = c.org_id and m.collection_id = c.id and m.deleted_at is null
left join training_progress as p on p.org_id = m.org_id and p.material_id = m.id and p.owner_id = :user_id
where c.org_id = :org_id and c.deleted_at is null
group by c.id, c.name, c.description, c.created_at
order by c.created_at;

-- name: all
-- Materials, of one course or of all, with how far the caller has come; for words, the places that hold them first.
select m.id, m.title, m.description, m.kind, m.size, m.reading, m.collection_id, m.created_at, p.completed_at, p.at_seconds,
  p.of_seconds,
  case when :query::text is not null then ts_headline('simple', app.words(left(coalesce(m.body, m.description), 400000)),
    websearch_to_tsquery('simple', app.words(:query)), 'MaxFragments=2, MaxWords=18, MinWords=6, StartSel=⟦, StopSel=⟧')
  end as found
from training_materials as m
left join training_progress as p on p.org_id = m.org_id and p.material_id = m.id and p.owner_id = :user_id
where m.org_id = :org_id and m.deleted_at is null and (:collection::uuid is null or m.collection_id = :collection)
  and (:query::text is null or m.search @@ websearch_to_tsquery('simple', app.words(:query)))
order by case when :query::text is not null then ts_rank(m.search, websearch_to_tsquery('simple', app.words(:query))) end desc,
  m.collection_id nulls last, m.position, m.created_at
limit 300;

-- name: find
-- One material, and how far the caller has come with it.
select m.*, c.name as collection, p.at_seconds, p.of_seconds, p.completed_at
from training_materials as m
left join training_collections as c on c.org_id = m.org_id and c.id = m.collection_id
left join training_progress as p on p.org_id = m.org_id and p.material_id = m.id and p.owner_id = :user_id
where m.org_id = :org_id and m.id = :id and m.deleted_at is null;

-- name: collect
-- A new course.
insert into training_collections (name, description) values (:name, :description) returning id;

-- name: add
-- A new material at the end of its course.
insert into training_materials (
  id, collection_id, title, description, kind, url, body, path, file_name, media_type, size, reading, engine, model, cost_usd,
  position)
select coalesce(:id::uuid, app.uuid7()), :collection::uuid, :title::text, :description::text, :kind::text, :url::text,
  :body::text, :path::text, :file_name::text, :media_type::text, :size::bigint, :reading::text, :engine::text, :model::text,
  :cost::numeric, coalesce(max(m.position) + 1, 0)
from training_materials as m
where m.org_id = :org_id and m.collection_id is not distinct from :collection::uuid
returning id;

-- name: change
-- Other words for it, or another course.
update training_materials set title = :title, description = :description, collection_id = :collection
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: trash
-- Into the trash.
update training_materials set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Back from the trash.
update training_materials set deleted_at = null where org_id = :org_id and id = :id returning id;

-- name: read
-- What stands in it, or why that cannot be read.
update training_materials set body = coalesce(:body, body), reading = :reading, problem = :problem
where org_id = :org_id and id = :id
returning id;

-- name: again
-- A file that could not be read waits to be read once more.
update training_materials set reading = 'waiting', problem = null
where org_id = :org_id and id = :id and reading = 'unreadable' and path is not null and deleted_at is null
returning id;

-- name: reach
-- How far the caller has come; who has seen nine tenths has finished, and what is finished stays so.
insert into training_progress as p (material_id, at_seconds, of_seconds, completed_at)
values (:id, :at::real, :of::real, case when :done::boolean or :at::real >= 0.9 * :of::real then now() end)
on conflict (org_id, owner_id, material_id) do update set
  at_seconds = excluded.at_seconds, of_seconds = coalesce(excluded.of_seconds, p.of_seconds),
  completed_at = coalesce(p.completed_at, excluded.completed_at)
returning completed_at;

-- name: forget
-- As if the caller had not finished it.
update training_progress set completed_at = null, at_seconds = 0
where org_id = :org_id and material_id = :id and owner_id = :user_id;

-- name: people
-- How far everybody whose progress the caller may see has come.
select w.user_id as id, w.name, count(p.completed_at) as done,
  (select count(*) from training_materials as m where m.org_id = :org_id and m.deleted_at is null) as materials,
  max(p.updated_at) as latest
from org_members as w
left join training_progress as p on p.org_id = w.org_id and p.owner_id = w.user_id
where w.org_id = :org_id and w.deleted_at is null and w.role <> 'readonly'
  and (auth.has_role('owner', 'admin') or auth.team_id() is null or w.team_id = auth.team_id())
group by w.user_id, w.name
order by done desc, w.name;

-- name: finished
-- By how many of them each material was finished.
select m.id, m.title, count(p.completed_at) as done
from training_materials as m
left join training_progress as p on p.org_id = m.org_id and p.material_id = m.id
where m.org_id = :org_id and m.deleted_at is null
group by m.id, m.title, m.collection_id, m.position
order by m.collection_id nulls last, m.position
limit 300;
