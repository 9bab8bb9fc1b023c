-- name: create
-- A new webhook.
insert into webhooks (name, url, kinds, relation, filter) values (:name, :url, :kinds::text[], :relation, :filter) returning id;

-- name: seal
-- Its secret.
update webhooks set sealed = :sealed::bytea where org_id = :org_id and id = :id;

-- name: to_send
-- A delivery with its webhook.
select d.org_id, d.state, d.kind, d.subject, d.payload, d.created_at as at, d.webhook_id, w.name, w.url, w.relation, w.filter,
  w.sealed, w.owner_id, w.state as webhook_state
from webhook_deliveries as d
inner join webhooks as w on w.org_id = d.org_id and w.id = d.webhook_id
where d.org_id = :org_id and d.id = :id;

-- name: due
-- When the next try is due.
update webhook_deliveries set next_at = now() + make_interval(secs => :seconds::double precision)
where org_id = :org_id and id = :id;

-- name: sent
-- It arrived.
update webhook_deliveries
set state = 'sent', status = :status, problem = null, attempts = attempts + 1, sent_at = now(), next_at = null
where org_id = :org_id and id = :id;

-- name: tried
-- It did not arrive.
update webhook_deliveries set status = :status, problem = :problem, attempts = attempts + 1, next_at = null,
  state = case when :failed then 'failed' else state end
where org_id = :org_id and id = :id;

-- name: gave_up
-- It did not arrive for a day.
update webhook_deliveries set state = 'failed', next_at = null where org_id = :org_id and id = :id and state = 'waiting';

-- name: settle
-- It is not sent: held or skipped.
update webhook_deliveries set state = :state, problem = coalesce(:problem, problem), next_at = null
where org_id = :org_id and id = :id;

-- name: worked
-- The receiver answers.
update webhooks set failures = 0, last_status = :status, last_at = now() where org_id = :org_id and id = :id;

-- name: broke
-- The receiver does not answer; whether it counts as dead just now.
update webhooks set failures = failures + 1, last_status = :status, last_at = now(),
  state = case when failures + 1 >= :most and state = 'active' then 'paused' else state end
where org_id = :org_id and id = :id
returning state = 'paused' and failures = :most as dead;

-- name: tell_dead
-- Admins hear that a receiver is dead.
select app.notify(array_agg(m.user_id), 'webhook', :said::jsonb, '/settings/webhooks/out/' || :id::text, 'webhooks', :id::uuid)
from org_members as m where m.org_id = :org_id and m.role in ('owner', 'admin') and m.deleted_at is null;

-- name: off
-- The receiver wants no more.
update webhooks set state = 'off' where org_id = :org_id and id = :id;

-- name: turn
-- Paused, off, or going on.
update webhooks set state = :state, failures = 0 where org_id = :org_id and id = :id;

-- name: held
-- What was held while the receiver was dead.
select id from webhook_deliveries where org_id = :org_id and webhook_id = :id and state = 'held' order by id limit 10000;

-- name: wait_again
-- It is sent once more.
update webhook_deliveries set state = 'waiting', problem = null, next_at = null where org_id = :org_id and id = :id;

-- name: visible
-- A delivery, if the caller may see it.
select id, webhook_id from webhook_deliveries where org_id = :org_id and id = :id;

-- name: everything
-- The webhooks of the organisation.
select id, name, url, kinds, relation, filter, state, failures, last_status, last_at
from webhooks where org_id = :org_id order by created_at;

-- name: one
-- One webhook.
select id, name, url, kinds, relation, filter, state, failures, last_status, last_at
from webhooks where org_id = :org_id and id = :id;

-- name: deliveries
-- The deliveries of a webhook, newest first.
select id, kind, state, attempts, status, problem, next_at, sent_at, created_at, payload
from webhook_deliveries where org_id = :org_id and webhook_id = :webhook::uuid order by id desc limit 50;

-- name: remove
-- Gone, with its deliveries.
delete from webhooks where org_id = :org_id and id = :id;

-- name: tidy
-- Deliveries of more than 30 days ago.
delete from webhook_deliveries where org_id is not null and created_at < now() - interval '30 days';
