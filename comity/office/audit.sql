-- name: entries
-- The audit log, newest first; a filter that is null does not filter.
select a.id, a.user_id, a.agent, a.action, a.table_name, a.record_id, a.old_values, a.new_values, a.ip_address,
  a.user_agent, a.created_at, m.name as person, m.email
from audit_logs as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.user_id
where a.org_id = :org_id
  and (:before::uuid is null or a.id < :before)
  and (:person::uuid is null or a.user_id = :person)
  and (:action::text is null or a.action = :action)
  and (:relation::text is null or a.table_name = :relation)
  and (:record::uuid is null or a.record_id = :record)
  and (:from_id::uuid is null or a.id >= :from_id)
  and (:to_id::uuid is null or a.id < :to_id)
order by a.id desc
limit :most;

-- name: seals
-- How far the log is sealed.
select number, row_count, created_at, encode(hash, 'hex') as hash from audit_seals
where org_id = :org_id
order by number desc
limit 1;

-- name: day
-- The smallest id of a day, as a bound.
select app.uuid7_at(:day::timestamptz);

-- name: tables
-- Every table whose changes are logged, and users, whose sign-ins are.
select c.relname::text from pg_class as c
where c.relnamespace = 'public'::regnamespace
  and exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgname = 'audit_update')
union all select 'users'
order by 1;
