-- name: of_demo
-- A demo's pictures whose bytes are still there, the logo first.
select p.id, p.part, p.caption, p.media_type, p.width, p.height, p.path
from demo_pictures as p
where p.org_id = :org_id and p.demo_id = :demo
  and exists (select from storage.objects as o where o.bucket_id = 'demo-assets' and o.name = p.path)
order by p.part = 'picture', p.position, p.id;

-- name: find
-- One of them.
select p.id, p.part, p.caption, p.media_type, p.path from demo_pictures as p
where p.org_id = :org_id and p.demo_id = :demo and p.id = :id;

-- name: count
-- How many there are.
select count(*)::integer as n from demo_pictures as p where p.org_id = :org_id and p.demo_id = :demo;

-- name: add
-- Another picture, behind the others.
insert into demo_pictures (demo_id, part, caption, media_type, width, height, path, position)
select :demo, :part, :caption, :media_type, :width, :height, :path, coalesce(max(p.position), 0) + 1
from demo_pictures as p where p.org_id = :org_id and p.demo_id = :demo
returning id;

-- name: clear_logo
-- Another logo takes its place.
delete from demo_pictures where org_id = :org_id and demo_id = :demo and part = 'logo' returning path;

-- name: drop
-- Away with it.
delete from demo_pictures where org_id = :org_id and demo_id = :demo and id = :id returning path;

-- name: of_token
-- The demo a link shows, without counting a look.
select s.org_id, s.demo_id from app.demo_of_token(:hash) as s;
