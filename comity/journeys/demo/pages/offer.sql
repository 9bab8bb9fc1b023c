-- name: state
-- Whether an organisation is empty, holds demo records (looked for among its first contacts), is the demo's own,
-- or is getting or losing them just now. The mark in the id is marked.py's.
select
  o.settings @> '{"demo": true}' as whole,
  not exists (select from contacts as c where c.org_id = :org_id and c.deleted_at is null) as empty,
  exists (
    select from (select c.id from contacts as c where c.org_id = :org_id limit 3000) as first
    where substr(first.id::text, 15, 4) = '8de0'
  ) as present,
  exists (
    select from background_jobs as j
    where j.org_id = :org_id and j.kind = 'demo' and j.state in ('queued', 'running')
  ) as busy
from organizations as o
where o.org_id = :org_id;
