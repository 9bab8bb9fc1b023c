-- name: said
-- Everything heard in the calls of a lead.
select
  s.call_id, c.started_at as call_at, s.kind, s.value, s.polarity, s.confidence, s.side, s.quote, s.span_start, s.span_end,
  s.speaker, s.due_on
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id
where s.org_id = :org_id and c.lead_id = :lead and c.deleted_at is null
order by c.started_at desc, s.span_start, s.kind, s.value
limit 5000;

-- name: deal
-- How a lead stands, and what is known of its calls.
select
  l.status, l.last_contact_at, l.stage_entered_at, l.rots_at, l.expected_close_on, l.health_score, l.title, l.owner_id,
  (select count(*) from action_items as a
    where a.org_id = l.org_id and a.lead_id = l.id and a.side = 'us' and not a.done and a.deleted_at is null
      and a.due_on < current_date) as overdue,
  (select b.missing from call_briefs as b
    inner join calls as c on c.org_id = b.org_id and c.id = b.call_id and c.deleted_at is null
    where b.org_id = l.org_id and b.lead_id = l.id order by c.started_at desc limit 1) as lacks
from leads as l
where l.org_id = :org_id and l.id = :lead and l.deleted_at is null;

-- name: latest
-- The lead's last score.
select h.id, h.score, h.color, h.complete, h.missing, h.reasons, h.changed_reasons, h.previous_score, h.engine, h.created_at,
  h.call_id
from deal_health_scores as h
where h.org_id = :org_id and h.lead_id = :lead
order by h.created_at desc, h.id desc
limit 1;

-- name: of_call
-- The score reckoned after a call.
select h.id, h.score, h.color, h.complete, h.missing, h.reasons, h.changed_reasons, h.previous_score, h.engine, h.created_at,
  h.call_id
from deal_health_scores as h
where h.org_id = :org_id and h.call_id = :call
order by h.created_at desc, h.id desc
limit 1;

-- name: history
-- The lead's scores, oldest first, for the trend.
select h.score, h.color, h.created_at, h.call_id
from deal_health_scores as h
where h.org_id = :org_id and h.lead_id = :lead
order by h.created_at desc, h.id desc
limit 30;

-- name: record
-- One more score; the lead's own fields follow by trigger.
insert into deal_health_scores (
  lead_id, call_id, cause, score, previous_score, complete, missing, reasons, changed_reasons, engine, version, created_at
)
values (
  :lead, :call, :cause, :score, :previous, :complete, :missing, :reasons::jsonb, :changed::jsonb, :engine, :version,
  clock_timestamp()
)
returning id;

-- name: due
-- Open leads whose health was reckoned from calls, and not today.
select l.org_id, l.id
from leads as l
where l.status = 'open' and l.deleted_at is null and l.health_at < now() - interval '20 hours'
order by l.health_at
limit :most;
