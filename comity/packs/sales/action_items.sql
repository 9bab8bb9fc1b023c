-- name: of_call
-- What is to be done after a call.
select a.id, a.text, a.assignee_name, a.side, a.due_on, a.due_text, a.done, a.done_at, m.name as done_by, a.task_id,
  a.confidence, a.engine, a.method, a.quote, a.span_start, a.span_end, a.at_seconds, f.verdict,
  not a.done and a.due_on < current_date as late
from action_items as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.done_by
left join ai_feedback as f
  on f.org_id = a.org_id and f.subject_table = 'action_items' and f.subject_id = a.id and f.user_id = :user_id
where a.org_id = :org_id and a.call_id = :call and a.deleted_at is null
order by a.span_start nulls last, a.id;

-- name: of_lead
-- What is still to be done on a lead, from all its calls.
select a.id, a.text, a.assignee_name, a.side, a.due_on, a.done, a.call_id, a.span_start, a.confidence,
  a.due_on < current_date as late
from action_items as a
inner join calls as c on c.org_id = a.org_id and c.id = a.call_id and c.deleted_at is null
where a.org_id = :org_id and a.lead_id = :lead and a.deleted_at is null and not a.done
order by a.due_on nulls last, c.started_at desc, a.span_start
limit :most;

-- name: find
-- One item.
select a.id, a.call_id, a.lead_id, a.text, a.due_on, a.done, a.task_id, a.side, a.quote
from action_items as a
where a.org_id = :org_id and a.id = :id and a.deleted_at is null;

-- name: tick
-- Done, or not done after all.
update action_items set done = :done where org_id = :org_id and id = :id and deleted_at is null
returning call_id, lead_id, task_id;

-- name: trash
-- Away with it.
update action_items set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null
returning call_id;

-- name: restore
-- Back again.
update action_items set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null
returning call_id;

-- name: add
-- One that a person wrote.
insert into action_items (call_id, lead_id, text, due_on, side, engine, method)
select c.id, c.lead_id, :text, :due, 'us', 'person', 'written' from calls as c
where c.org_id = :org_id and c.id = :call and c.deleted_at is null
returning id;

-- name: became_task
-- The task it became.
update action_items set task_id = :task where org_id = :org_id and id = :id and task_id is null
returning id;
