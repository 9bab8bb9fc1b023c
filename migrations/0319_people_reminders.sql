-- Tasks that are due are looked for across organisations, every five minutes: by their hour, and by the note there is of them.

create index activities_due on activities (due_at) where kind = 'task' and status = 'pending' and deleted_at is null;
create index notifications_of_due_tasks on notifications (org_id, subject_id) where kind = 'task_due';
