-- name: begin
-- The first transaction of the last minute, and the first one that is not over yet.
select
  coalesce((
    select min(a.tx)::text from audit_logs as a where a.id >= app.uuid7_at(now() - interval '75 seconds')
  ), pg_snapshot_xmin(pg_current_snapshot())::text) as since,
  pg_snapshot_xmin(pg_current_snapshot())::text as present;

-- name: horizon
-- All transactions before this one are over.
select pg_snapshot_xmin(pg_current_snapshot())::text as upto;

-- name: changed
-- What transactions of a span changed, and what they sent to channels, in order.
select a.tx::text as tx, a.id, a.org_id, a.action, 'public' as schema_name, a.table_name, a.record_id, a.created_at as at
from audit_logs as a
where a.tx >= (:after::text)::xid8 and a.tx < (:upto::text)::xid8
  and a.action in ('insert', 'update', 'delete') and a.record_id is not null
union all
select m.tx::text, m.id, m.org_id, 'insert', 'realtime', 'messages', m.id, m.inserted_at
from realtime.messages as m
where m.tx >= (:after::text)::xid8 and m.tx < (:upto::text)::xid8 and m.inserted_at > localtimestamp - interval '1 hour'
order by tx, id;
