-- name: task
-- A task of the automation's owner.
insert into activities (org_id, kind, status, subject, due_at, assigned_to, contact_id, company_id, lead_id)
values (:org_id, 'task', 'pending', :subject, :due::timestamptz, :user_id, :contact::uuid, :company::uuid, :lead::uuid);

-- name: log
-- What a step did.
update automation_runs set log = log || :entry::jsonb where org_id = :org_id and id = :id;

-- name: may_set
-- Refuses columns that the program alone writes.
select app.bulk_columns(:relation, :changes::jsonb);
