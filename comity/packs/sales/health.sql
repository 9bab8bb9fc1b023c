-- name: said
-- Everything heard in the calls of leads.
select
  c.lead_id, s.call_id, c.started_at as call_at, s.kind, s.value, s.polarity, s.confidence, s.side, s.quote, s.span_start,
  s.span_end, s.speaker, s.due_on
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id
where s.org_id = :org_id and c.lead_id = any (:leads::uuid[]) and c.deleted_at is null
order by c.started_at desc, s.span_start, s.kind, s.value
limit 50000;

-- name: deals
-- How leads stand, and what is known of their calls and people.
select
  l.id, l.status, l.last_contact_at, l.stage_entered_at, l.rots_at, l.expected_close_on, l.created_at, l.stage_id,
  s.probability, l.close_moves, coalesce(length(btrim(l.next_step)) > 0, false) as next_step,
  (select count(*) from stages as x where x.org_id = l.org_id and x.pipeline_id = l.pipeline_id and x.kind = 'open'
    and x.position < s.position) as stage_number,
  (select count(*) from activities as t where t.org_id = l.org_id and t.lead_id = l.id and t.kind = 'task'
    and t.status = 'pending' and t.deleted_at is null) as open_tasks,
  (select count(*) from (
    select l.contact_id where l.contact_id is not null
    union select g.contact_id from lead_contacts as g where g.org_id = l.org_id and g.lead_id = l.id) as p) as people,
  exists (select from lead_contacts as g where g.org_id = l.org_id and g.lead_id = l.id and g.part = 'decision_maker')
    or exists (select from contacts as k where k.org_id = l.org_id and k.id = l.contact_id and k.is_decision_maker) as decider,
  array(select b.sentiment from call_briefs as b
    inner join calls as c on c.org_id = b.org_id and c.id = b.call_id and c.deleted_at is null
    where b.org_id = l.org_id and b.lead_id = l.id and b.sentiment is not null
    order by c.started_at desc limit 4) as moods,
  (select count(*) from action_items as a
    where a.org_id = l.org_id and a.lead_id = l.id and a.side = 'us' and not a.done and a.deleted_at is null
      and a.due_on < current_date) as overdue,
  (select b.missing from call_briefs as b
    inner join calls as c on c.org_id = b.org_id and c.id = b.call_id and c.deleted_at is null
    where b.org_id = l.org_id and b.lead_id = l.id order by c.started_at desc limit 1) as lacks
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
where l.org_id = :org_id and l.id = any (:leads::uuid[]) and l.deleted_at is null;

-- name: before
-- The last scores of leads.
select k.lead_id, h.score, h.reasons, h.warnings, h.likelihood
from unnest(:leads::uuid[]) as k (lead_id)
cross join lateral (
  select h.score, h.reasons, h.warnings, h.likelihood from deal_health_scores as h
  where h.org_id = :org_id and h.lead_id = k.lead_id order by h.created_at desc, h.id desc limit 1
) as h;

-- name: latest
-- The lead's last score.
select h.id, h.score, h.color, h.complete, h.missing, h.reasons, h.changed_reasons, h.previous_score, h.engine, h.created_at,
  h.call_id, h.likelihood, h.likelihood_low, h.likelihood_high, h.warnings, h.model_id
from deal_health_scores as h
where h.org_id = :org_id and h.lead_id = :lead
order by h.created_at desc, h.id desc
limit 1;

-- name: of_call
-- The score reckoned after a call.
select h.id, h.score, h.color, h.complete, h.missing, h.reasons, h.changed_reasons, h.previous_score, h.engine, h.created_at,
  h.call_id, h.likelihood, h.likelihood_low, h.likelihood_high, h.warnings, h.model_id
from deal_health_scores as h
where h.org_id = :org_id and h.call_id = :call
order by h.created_at desc, h.id desc
limit 1;

-- name: history
-- The lead's scores, newest first, for the trend.
select h.score, h.color, h.created_at, h.call_id, h.likelihood, h.cause
from deal_health_scores as h
where h.org_id = :org_id and h.lead_id = :lead
order by h.created_at desc, h.id desc
limit 30;

-- name: as_of
-- The lead's score a day ago: what today is compared with.
select h.score, h.reasons, h.warnings, h.created_at from deal_health_scores as h
where h.org_id = :org_id and h.lead_id = :lead and h.created_at < now() - interval '24 hours'
order by h.created_at desc, h.id desc
limit 1;

-- name: record
-- Scores; the leads' own fields follow by trigger.
insert into deal_health_scores (
  lead_id, call_id, cause, score, previous_score, complete, missing, reasons, changed_reasons, engine, version, likelihood,
  likelihood_low, likelihood_high, warnings, stage_id, model_id, created_at
)
select r.lead_id, r.call_id, :cause, r.score, r.previous_score, r.complete, r.missing, r.reasons, r.changed_reasons, 'rules',
  r.version, r.likelihood, r.likelihood_low, r.likelihood_high, r.warnings, r.stage_id, r.model_id, clock_timestamp()
from jsonb_populate_recordset(null::deal_health_scores, :rows::jsonb) as r
returning id;

-- name: due
-- Open leads after this one, in order: the night goes through them all.
select l.id from leads as l
where l.org_id = :org_id and l.status = 'open' and l.deleted_at is null and l.id > :after::uuid
order by l.id
limit :most;

-- name: moved
-- Open deals whose health moved in the last day, the largest falls first.
select l.id, l.title, l.company, l.amount, l.currency, l.health_score as score, l.health_partial, b.score as was, m.name as owner,
  n.changed_reasons, n.warnings, b.warnings as warned
from leads as l
cross join lateral (
  select h.score, h.changed_reasons, h.warnings from deal_health_scores as h
  where h.org_id = l.org_id and h.lead_id = l.id order by h.created_at desc, h.id desc limit 1) as n
cross join lateral (
  select h.score, h.warnings from deal_health_scores as h
  where h.org_id = l.org_id and h.lead_id = l.id and h.created_at < now() - interval '24 hours'
  order by h.created_at desc, h.id desc limit 1) as b
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.deleted_at is null and l.status = 'open' and l.health_at > now() - interval '24 hours'
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid) and b.score <> l.health_score
order by l.health_score - b.score, l.id
limit :most;

-- name: warned
-- How many open deals each warning stands on, and what they are worth.
select w.code, count(*) as deals, coalesce(sum(l.amount_base), 0) as amount_base
from leads as l
cross join lateral unnest(l.health_warnings) as w (code)
where l.org_id = :org_id and l.deleted_at is null and l.status = 'open'
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
group by w.code;

-- name: colours
-- Open deals by colour.
select l.health_color as color, count(*) as deals, coalesce(sum(l.amount_base), 0) as amount_base
from leads as l
where l.org_id = :org_id and l.deleted_at is null and l.status = 'open' and l.health_color is not null
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
group by l.health_color;

-- name: worst
-- Open deals with something to look at: of one kind of warning, or of any; the most at stake first.
select l.id, l.title, l.company, l.amount, l.currency, l.health_score, l.health_partial, l.health_likelihood, l.health_warnings,
  s.name as stage, m.name as owner
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.deleted_at is null and l.status = 'open' and l.health_score is not null
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
  and (:warning::text is null or l.health_warnings @> array[:warning::text])
  and (:color::text is null or l.health_color = :color::text)
order by l.health_score, l.amount_base desc nulls last, l.id
limit :most;
