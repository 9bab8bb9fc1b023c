-- name: all
-- Keys the caller may see: their own, for admins everyone's.
select k.id, k.name, k.role, k.prefix, k.last_used_at, k.expires_at, k.created_at, k.user_id, m.name as holder,
  coalesce(k.expires_at < now(), false) as expired
from api_keys as k
left join org_members as m on m.org_id = k.org_id and m.user_id = k.user_id
where k.org_id = :org_id
order by k.created_at desc;

-- name: create
-- A key of the caller.
insert into api_keys (name, role, prefix, key_hash, expires_at)
values (:name, :role, :prefix, :key_hash, now() + make_interval(days => :days::integer));

-- name: delete
-- The key opens nothing any more.
delete from api_keys where org_id = :org_id and id = :id;

-- name: disown
-- Keys of somebody who turned out not to be who they said, in every organisation, as the service.
delete from api_keys as k using org_members as m
where m.user_id = :person and k.org_id = m.org_id and k.user_id = m.user_id;

-- name: rotate
-- What the next key of a kind takes over; the present one ends within a day.
update api_keys set expires_at = least(expires_at, now() + interval '1 day')
where org_id = :org_id and id = :id and user_id = :user_id
returning name, role;

-- name: life
-- How many days a key was made for, and whether it still counts.
select ceil(extract(epoch from expires_at - created_at) / 86400)::integer as days,
  coalesce(expires_at < now(), false) as expired
from api_keys where org_id = :org_id and id = :id and user_id = :user_id;
