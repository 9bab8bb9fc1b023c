-- name: create
-- A new address.
insert into webhook_endpoints (provider, name) values (:provider, :name) returning id;

-- name: seal
-- Its secret.
update webhook_endpoints set sealed = :sealed::bytea where org_id = :org_id and id = :id;

-- name: endpoint
-- Whose address this is.
select org_id, id, provider, sealed, is_active from webhook_endpoints where id = :id::uuid;

-- name: refused
-- A message that was not signed as it should be.
update webhook_endpoints set refused = refused + 1 where org_id = :org_id and id = :id;

-- name: store
-- A message as it came; nothing when it is here already.
with seen as (
  update webhook_endpoints set last_received_at = now()
  where org_id = :org_id and id = :endpoint::uuid
    and (last_received_at is null or last_received_at < now() - interval '10 seconds')
)
insert into webhook_events (org_id, endpoint_id, provider, event_type, external_id, headers, body)
select :org_id, :endpoint::uuid, :provider, :event_type, :external_id, :headers::jsonb, :body::bytea
where not exists (
  select from app.webhook_seen as s where s.org_id = :org_id and s.endpoint_id = :endpoint::uuid
    and s.mark = substring(sha256(convert_to(:external_id, 'UTF8')) from 1 for 16))
on conflict (org_id, endpoint_id, external_id) do nothing
returning id;

-- name: event
-- A stored message.
select endpoint_id, provider, event_type, external_id, headers, body from webhook_events where org_id = :org_id and id = :id;

-- name: visible_event
-- A stored message, if the caller may see it.
select id from webhook_events where org_id = :org_id and id = :id;

-- name: announce
-- Tells the house.
select app.announce(:kind, :id::uuid, :payload::jsonb);

-- name: done
-- It was read.
update webhook_events set state = 'done', processed_at = now(), problem = null where org_id = :org_id and id = :id;

-- name: failed
-- It could not be read.
update webhook_events set state = 'failed', problem = :problem where org_id = :org_id and id = :id;

-- name: waiting
-- It is read once more.
update webhook_events set state = 'waiting', retry_count = retry_count + 1 where org_id = :org_id and id = :id;

-- name: failed_ones
-- What could not be read.
select id from webhook_events where org_id = :org_id and state = 'failed' order by id limit 500;

-- name: endpoints
-- The addresses of the organisation.
select e.id, e.provider, e.name, e.is_active, e.last_received_at, e.refused, e.created_at
from webhook_endpoints as e where e.org_id = :org_id order by e.created_at;

-- name: one_endpoint
-- One address.
select id, provider, name, is_active, last_received_at, refused from webhook_endpoints where org_id = :org_id and id = :id;

-- name: events
-- What came to an address, newest first.
select id, event_type, external_id, state, problem, retry_count, received_at, processed_at,
  substring(body from 1 for 4000) as body
from webhook_events where org_id = :org_id and endpoint_id = :endpoint::uuid order by id desc limit 50;

-- name: switch
-- On or off.
update webhook_endpoints set is_active = :on where org_id = :org_id and id = :id;

-- name: remove
-- Gone, with what came.
delete from webhook_endpoints where org_id = :org_id and id = :id;

-- name: tidy
-- Messages of more than 30 days ago go; that they came stays where their signature says no time.
with gone as (
  delete from webhook_events where org_id is not null and received_at < now() - interval '30 days'
  returning org_id, endpoint_id, provider, external_id
), kept as (
  insert into app.webhook_seen (org_id, endpoint_id, mark)
  select e.org_id, e.id, substring(sha256(convert_to(g.external_id, 'UTF8')) from 1 for 16)
  from gone as g inner join webhook_endpoints as e on e.org_id = g.org_id and e.id = g.endpoint_id
  where g.provider <> all (:timed::text[])
  on conflict do nothing returning endpoint_id
)
select count(*) from kept;
