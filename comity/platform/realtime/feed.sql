-- name: changed_since
-- What was changed since a log entry, oldest first; with no entry, the newest one, to start from.
(
  select id, org_id, action, table_name, record_id from audit_logs
  where :after::uuid <> '00000000-0000-0000-0000-000000000000' and id > :after order by id limit 1000
)
union all
(
  select id, org_id, action, table_name, record_id from audit_logs
  where :after::uuid = '00000000-0000-0000-0000-000000000000' order by id desc limit 1
)
order by id;
