-- name: lay_out_steps
-- The steps of reading a version, all still to be done.
insert into contract_steps (version_id, step, position)
select :version, s.step, s.position
from unnest(array['extract', 'clauses', 'obligations', 'risk', 'notify']) with ordinality as s (step, position)
on conflict (org_id, version_id, step) do update
set state = 'waiting', message = null, attempts = 0, started_at = null, finished_at = null
returning id;

-- name: begin_step
-- A step runs, for the first time or again.
update contract_steps
set state = 'running', attempts = attempts + 1, message = null,
  started_at = coalesce(started_at, clock_timestamp()), finished_at = null
where org_id = :org_id and version_id = :version and step = :step and state <> 'done';

-- name: end_step
-- A step has ended.
update contract_steps
set state = :state, message = :message, finished_at = clock_timestamp()
where org_id = :org_id and version_id = :version and step = :step;

-- name: steps
-- The steps of a version in order.
select s.step, s.state, s.message, s.attempts from contract_steps as s
where s.org_id = :org_id and s.version_id = :version order by s.position;

-- name: set_state
-- How far the reading of a version is, and by whom.
update contract_versions
set state = :state, problem = :problem, engine = coalesce(:engine, engine), model = coalesce(:model, model),
  language = coalesce(:language, language)
where org_id = :org_id and id = :version;

-- name: put_words
-- The words of a version.
update contract_versions
set text = :text, page_starts = :starts::integer[], pages = :pages, words = :words
where org_id = :org_id and id = :version;

-- name: clear_clauses
-- What was found before goes: it is read anew.
delete from contract_clauses where org_id = :org_id and version_id = :version;

-- name: put_clauses
-- What a version says, each with its words.
insert into contract_clauses (
  contract_id, version_id, kind, risk, reason, number, heading, page, span_start, span_end, quote, confidence, method,
  engine, model)
select :contract, :version, r.kind, r.risk, r.reason, r.number, r.heading, r.page, r.start, r."end", r.quote, r.confidence,
  r.method, :engine, :model
from jsonb_to_recordset(:clauses::jsonb) as r (
  kind text, risk text, reason text, number text, heading text, page integer, start integer, "end" integer, quote text,
  confidence real, method text)
on conflict (org_id, version_id, kind, span_start, span_end) do nothing
returning id;

-- name: clear_obligations
-- What was found before and became no task goes.
delete from contract_obligations where org_id = :org_id and version_id = :version and task_id is null;

-- name: put_obligations
-- Who must do what by when, and the dates the contract lives by.
insert into contract_obligations (
  contract_id, version_id, kind, who, what, due_on, due_words, every, must_not, page, span_start, span_end, quote,
  confidence, method, engine, model)
select :contract, :version, r.kind, r.who, r.what, r.due, r.due_words, r.every, r.must_not, r.page, r.start, r."end",
  r.quote, r.confidence, r.method, :engine, :model
from jsonb_to_recordset(:duties::jsonb) as r (
  kind text, who text, what text, due date, due_words text, every text, must_not boolean, page integer, start integer,
  "end" integer, quote text, confidence real, method text)
on conflict (org_id, version_id, kind, span_start, span_end) do nothing
returning id;

-- name: sum_up
-- The contract's own facts, by its latest version.
update contracts as c set
  risk = coalesce((
    select x.risk from contract_clauses as x where x.org_id = c.org_id and x.version_id = :version
    order by array_position(array['high', 'medium', 'low', 'none'], x.risk) limit 1), 'none'),
  effective_on = (
    select o.due_on from contract_obligations as o
    where o.org_id = c.org_id and o.version_id = :version and o.kind = 'effective' order by o.confidence desc limit 1),
  expires_on = (
    select o.due_on from contract_obligations as o
    where o.org_id = c.org_id and o.version_id = :version and o.kind = 'expiry' order by o.confidence desc limit 1),
  notice_by = (
    select o.due_on from contract_obligations as o
    where o.org_id = c.org_id and o.version_id = :version and o.kind = 'notice' order by o.confidence desc limit 1),
  renews = :renews, law = :law
where c.org_id = :org_id and c.id = :contract and c.versions = :number;

-- name: clauses
-- The clauses of a version, the riskiest first.
select x.id, x.kind, x.risk, x.reason, x.number, x.heading, x.page, x.span_start, x.span_end, x.quote, x.confidence,
  x.engine, f.verdict
from contract_clauses as x
left join lateral (
  select t.verdict from ai_feedback as t
  where t.org_id = x.org_id and t.subject_table = 'contract_clauses' and t.subject_id = x.id
  order by t.created_at desc limit 1
) as f on true
where x.org_id = :org_id and x.version_id = :version
order by array_position(array['high', 'medium', 'low', 'none'], x.risk), x.span_start;

-- name: obligations
-- Duties and dates of a version, the dated ones first.
select o.id, o.kind, o.who, o.what, o.due_on, o.due_words, o.every, o.must_not, o.page, o.span_start, o.span_end, o.quote,
  o.confidence, a.id as task_id, a.status as task_status
from contract_obligations as o
left join activities as a on a.org_id = o.org_id and a.id = o.task_id and a.deleted_at is null
where o.org_id = :org_id and o.version_id = :version
order by o.kind = 'duty', o.due_on nulls last, o.span_start;

-- name: untasked
-- Dates of a version still to come that are no task yet, nor were a task of an earlier version.
select o.id, o.kind, o.who, o.what, o.due_on, o.quote, o.page
from contract_obligations as o
where o.org_id = :org_id and o.version_id = :version and o.task_id is null and o.due_on >= current_date
  and o.kind <> 'effective'
  and not exists (
    select from contract_obligations as p
    where p.org_id = o.org_id and p.contract_id = o.contract_id and p.version_id <> o.version_id
      and p.task_id is not null and p.kind = o.kind and p.due_on = o.due_on and p.what = o.what)
order by o.due_on, o.span_start limit :most;

-- name: obligation
-- One of them.
select o.* from contract_obligations as o where o.org_id = :org_id and o.contract_id = :contract and o.id = :id;

-- name: became_task
-- It is a task now; once.
update contract_obligations set task_id = :task where org_id = :org_id and id = :id and task_id is null returning id;

-- name: drop_tasks
-- Takes the open tasks of a contract's dates back.
with gone as (
  update activities as a set deleted_at = now()
  from contract_obligations as o
  where o.org_id = :org_id and o.contract_id = :contract and a.org_id = o.org_id and a.id = o.task_id
    and a.status = 'pending' and a.deleted_at is null
  returning a.id
)
update contract_obligations as o set task_id = null
from gone as g where o.org_id = :org_id and o.contract_id = :contract and o.task_id = g.id
returning o.id;

-- name: judged
-- What a person judges, as it stands.
select x.engine, to_jsonb(x) - 'org_id' as snapshot from contract_clauses as x where x.org_id = :org_id and x.id = :id;
