-- name: begin
-- The first transaction of the last minute that was written down.
select min(a.tx)::text as since from audit_logs as a where a.id >= app.uuid7_at(now() - interval '75 seconds');

-- name: horizon
-- All transactions of this database before this one are over. One that is still running counts unless it is known to run
-- in another database: their numbers are shared, and a long one over there must hold nothing up here.
select coalesce(min(x.tx), pg_snapshot_xmax(pg_current_snapshot()))::text as upto
from pg_snapshot_xip(pg_current_snapshot()) as x (tx)
where not exists (
  select from pg_locks as l inner join pg_stat_activity as s on s.pid = l.pid
  where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
    and l.transactionid::text::bigint = (x.tx::text::bigint & 4294967295)
    and s.datname <> current_database()
);

-- name: changed
-- What transactions of a span changed, and what they sent to channels, in order.
select c.tx::text as tx, c.id, c.org_id, c.action, c.schema_name, c.table_name, c.record_id, c.at
from (
  select a.tx, a.id, a.org_id, a.action, 'public' as schema_name, a.table_name, a.record_id, a.created_at as at
  from audit_logs as a
  where a.tx >= (:after::text)::xid8 and a.tx < (:upto::text)::xid8
    and a.action in ('insert', 'update', 'delete') and a.record_id is not null
  union all
  select m.tx, m.id, m.org_id, 'insert', 'realtime', 'messages', m.id, m.inserted_at
  from realtime.messages as m
  where m.tx >= (:after::text)::xid8 and m.tx < (:upto::text)::xid8 and m.inserted_at > localtimestamp - interval '1 hour'
) as c
order by c.tx, c.id;
