-- name: all
-- The sources, with how much was read from each.
select s.id, s.name, s.url, s.every_hours, s.state, s.problem, s.read_at, count(d.id) as documents
from market_sources as s
left join market_documents as d on d.org_id = s.org_id and d.source_id = s.id
where s.org_id = :org_id and s.deleted_at is null
group by s.org_id, s.id, s.name, s.url, s.every_hours, s.state, s.problem, s.read_at
order by lower(s.name);

-- name: latest
-- What was published last.
select d.id, d.url, d.title, d.published_at, s.name as source, left(d.body, 220) as begins
from market_documents as d
inner join market_sources as s on s.org_id = d.org_id and s.id = d.source_id and s.deleted_at is null
where d.org_id = :org_id and d.published_at is not null
order by d.published_at desc
limit 6;

-- name: add
-- A new source, to be read at once.
insert into market_sources (name, url, every_hours) values (:name, :url, :every) returning id;

-- name: drop
-- Nothing is read or answered from it any more.
update market_sources set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- It is a source again.
update market_sources set deleted_at = null, due_at = now() where org_id = :org_id and id = :id returning id;
