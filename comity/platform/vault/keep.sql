-- name: put
-- Keeps a service's sealed keys.
select app.vault_put(:service, :hint, :sealed::bytea);

-- name: read
-- The sealed keys of a service.
select sealed, updated_at from credentials where org_id = :org_id and service = :service and is_active;

-- name: used
-- They worked.
update credentials set last_used_at = now(), last_error = null,
  last_tested_at = case when :tested then now() else last_tested_at end
where org_id = :org_id and service = :service
  and (:tested or last_error is not null or last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: failed
-- They did not work.
update credentials set last_error = :problem, last_tested_at = case when :tested then now() else last_tested_at end
where org_id = :org_id and service = :service;

-- name: everything
-- What is kept, without the keys.
select service, hint, is_active, last_used_at, last_tested_at, last_error, created_at, updated_at
from credentials where org_id = :org_id order by service;

-- name: switch
-- On or off.
update credentials set is_active = :on where org_id = :org_id and service = :service;

-- name: forget
-- Gone.
delete from credentials where org_id = :org_id and service = :service;

-- name: sealed
-- Everything sealed, to be sealed anew.
select id, service, sealed from credentials where org_id = :org_id;

-- name: reseal
-- The same under another key, unless it was changed meanwhile.
update credentials set sealed = :sealed::bytea where org_id = :org_id and id = :id and sealed = :before::bytea;

-- name: organisations
-- Everybody who keeps anything.
select distinct org_id from app.vault_keys;

-- name: status
-- How many keys there are, of which master, and what they seal.
select count(*) filter (where retired_at is null) as current, count(*) filter (where retired_at is not null) as retired,
  count(*) filter (where master_id <> :master) as others,
  (select count(*) from credentials where org_id is not null) as credentials,
  (select count(*) from connected_accounts where org_id is not null) as accounts,
  (select count(*) from credentials where org_id is not null and last_error is not null)
    + (select count(*) from connected_accounts where org_id is not null and last_error is not null) as failing
from app.vault_keys;
