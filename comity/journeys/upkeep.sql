-- name: make_partitions
-- Makes the audit log's partitions of the coming months.
select app.audit_partitions();

-- name: purge_trash
-- Deletes for good what has been in the trash for this many days.
select app.purge_trash(:days::integer);

-- name: forget_facts
-- Removes facts that were dispatched more than 30 days ago.
delete from app.facts where dispatched_at < now() - interval '30 days';

-- name: forget_work
-- Removes finished work older than the library's own limit (30 days).
select absurd.cleanup_tasks(queue_name, 30 * 86400, 10000) from absurd.queues;

-- name: turn_channel_days
-- Makes the coming days of the channels' messages and drops those older than three.
select realtime.turn_days();
