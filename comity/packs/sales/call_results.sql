-- name: lay_out_steps
-- The steps of a call, all still to be done.
insert into call_steps (call_id, step, position)
select :call, s.step, s.position
from unnest(array['ingest', 'transcribe', 'signals', 'brief', 'health', 'notify']) with ordinality as s (step, position)
on conflict (org_id, call_id, step) do update
set state = 'waiting', engine = null, model = null, message = null, attempts = 0, started_at = null, finished_at = null
returning id;

-- name: begin_step
-- A step runs, for the first time or again.
update call_steps
set state = 'running', attempts = attempts + 1, message = null,
  started_at = coalesce(started_at, clock_timestamp()), finished_at = null
where org_id = :org_id and call_id = :call and step = :step and state <> 'done';

-- name: end_step
-- A step has ended.
update call_steps
set state = :state, engine = :engine, model = :model, message = :message, finished_at = clock_timestamp()
where org_id = :org_id and call_id = :call and step = :step;

-- name: steps
-- The steps of a call in order.
select s.step, s.state, s.engine, s.model, s.message, s.attempts,
  extract(epoch from s.finished_at - s.started_at)::float8 as seconds
from call_steps as s
where s.org_id = :org_id and s.call_id = :call
order by s.position;

-- name: clear_signals
-- What was heard before goes: it is heard anew.
delete from call_signals where org_id = :org_id and call_id = :call;

-- name: put_signals
-- What was heard, each with its words. What is said twice in one breath is kept once.
insert into call_signals (
  call_id, lead_id, kind, value, detail, polarity, amount_low, amount_high, currency, due_on, confidence, engine, model,
  method, quote, span_start, span_end, turn, speaker, side, at_seconds
)
select
  :call, :lead, r.kind, r.value, r.detail, r.polarity, r.amount_low, r.amount_high, r.currency, r.due, r.confidence,
  :engine, :model, r.method, r.evidence ->> 'quote', (r.evidence ->> 'start')::integer, (r.evidence ->> 'end')::integer,
  (r.evidence ->> 'turn')::integer, r.evidence ->> 'speaker', r.evidence ->> 'side', (r.evidence ->> 'at')::real
from jsonb_to_recordset(:signals::jsonb) as r (
  kind text, value text, detail text, polarity real, amount_low numeric, amount_high numeric, currency text, due date,
  confidence real, method text, evidence jsonb
)
on conflict (org_id, call_id, kind, value, detail, span_start, span_end) do nothing
returning id;

-- name: drop_items
-- Items of an earlier hearing that are not heard any more and that nobody touched go to the trash.
update action_items as a set deleted_at = now()
where a.org_id = :org_id and a.call_id = :call and a.engine <> 'person' and not a.done and a.task_id is null
  and a.deleted_at is null and a.updated_at = a.created_at
  and not exists (
    select from jsonb_to_recordset(:items::jsonb) as r (evidence jsonb)
    where (r.evidence ->> 'start')::integer = a.span_start and (r.evidence ->> 'end')::integer = a.span_end
  );

-- name: put_items
-- What is to be done. What somebody ticked, changed or threw away stays as they left it.
insert into action_items (
  call_id, lead_id, text, assignee_name, side, due_on, due_text, confidence, engine, model, method, quote, span_start,
  span_end, turn, speaker, at_seconds, created_at, updated_at
)
select
  :call, :lead, r.text, r.owner, r.side, r.due, r.due_text, r.confidence, :engine, :model, r.method,
  r.evidence ->> 'quote', (r.evidence ->> 'start')::integer, (r.evidence ->> 'end')::integer,
  (r.evidence ->> 'turn')::integer, r.evidence ->> 'speaker', (r.evidence ->> 'at')::real, now(), now()
from jsonb_to_recordset(:items::jsonb) as r (
  text text, owner text, side text, due date, due_text text, confidence real, method text, evidence jsonb
)
where not exists (
  select from action_items as a
  where a.org_id = :org_id and a.call_id = :call and a.span_start = (r.evidence ->> 'start')::integer
    and a.span_end = (r.evidence ->> 'end')::integer
)
on conflict (org_id, call_id, span_start, span_end, text) do nothing
returning id;

-- name: put_brief
-- The brief of a call; an earlier one is replaced. Parts that are null stay.
insert into call_briefs as b (
  call_id, lead_id, headline, summary, points, people, sentiment, sentiment_change, language, missing, engine, model, method,
  fallback, confidence
)
values (
  :call, :lead, coalesce(:headline, ''), coalesce(:summary, ''), coalesce(:points::jsonb, '{}'),
  coalesce(:people::jsonb, '[]'), :sentiment, :sentiment_change, :language, coalesce(:missing::text[], '{}'), :engine,
  :model, coalesce(:method, 'extracted'), :fallback, :confidence
)
on conflict (org_id, call_id) do update set
  headline = coalesce(:headline, b.headline),
  summary = coalesce(:summary, b.summary),
  points = coalesce(:points::jsonb, b.points),
  people = coalesce(:people::jsonb, b.people),
  sentiment = coalesce(excluded.sentiment, b.sentiment),
  sentiment_change = coalesce(excluded.sentiment_change, b.sentiment_change),
  language = coalesce(excluded.language, b.language),
  missing = coalesce(:missing::text[], b.missing),
  engine = excluded.engine,
  model = excluded.model,
  method = coalesce(:method, b.method),
  fallback = excluded.fallback,
  confidence = coalesce(excluded.confidence, b.confidence)
returning id;

-- name: brief
-- The brief of a call.
select b.id, b.headline, b.summary, b.points, b.people, b.sentiment, b.sentiment_change, b.language, b.missing, b.engine,
  b.model, b.method, b.fallback, b.confidence
from call_briefs as b
where b.org_id = :org_id and b.call_id = :call;

-- name: signals
-- What was heard in a call, in order.
select s.id, s.kind, s.value, s.detail, s.polarity, s.amount_low, s.amount_high, s.currency, s.due_on, s.confidence,
  s.engine, s.method, s.quote, s.span_start, s.span_end, s.turn, s.speaker, s.side, s.at_seconds, f.verdict
from call_signals as s
left join ai_feedback as f
  on f.org_id = s.org_id and f.subject_table = 'call_signals' and f.subject_id = s.id and f.user_id = :user_id
where s.org_id = :org_id and s.call_id = :call
order by s.span_start, s.kind, s.value;

-- name: judged
-- What somebody gives a verdict on, as it is now.
select s.engine, to_jsonb(s) - 'org_id' as snapshot from call_signals as s
where s.org_id = :org_id and s.id = :id and :table = 'call_signals'
union all
select i.engine, to_jsonb(i) - 'org_id' from action_items as i
where i.org_id = :org_id and i.id = :id and :table = 'action_items'
union all
select b.engine, to_jsonb(b) - 'org_id' from call_briefs as b
where b.org_id = :org_id and b.id = :id and :table = 'call_briefs'
union all
select h.engine, to_jsonb(h) - 'org_id' from deal_health_scores as h
where h.org_id = :org_id and h.id = :id and :table = 'deal_health_scores';

-- name: to_hear
-- Calls with words since a day, newest first: those that rules listened to, or all.
select c.id from calls as c
where c.org_id = :org_id and c.deleted_at is null and c.transcript is not null and c.state = 'done'
  and (:since::date is null or c.started_at >= :since::date)
  and (:again::boolean or exists (
    select from call_steps as s
    where s.org_id = c.org_id and s.call_id = c.id and s.step = 'signals' and s.engine is not distinct from 'offline'))
order by c.started_at desc, c.id desc limit :most::integer;
