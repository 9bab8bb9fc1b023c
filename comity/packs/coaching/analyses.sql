-- name: of_call
-- The call to judge: whose it is, and whether there are words.
select c.id, c.title, c.started_at, c.owner_id, c.transcript is not null as words
from calls as c
where c.org_id = :org_id and c.id = :call and c.deleted_at is null;

-- name: ask
-- A call is to be judged, for the first time or anew.
insert into call_analyses (source, call_id, rubric_id, title, held_at, owner_id)
values ('call', :call, :rubric, :title, :held_at, :owner)
on conflict (org_id, call_id) where call_id is not null do update
set state = 'queued', problem = null, rubric_id = excluded.rubric_id, title = excluded.title, held_at = excluded.held_at
returning id;

-- name: ask_roleplay
-- A practice talk is to be judged.
insert into call_analyses (source, roleplay_id, rubric_id, title, owner_id)
values ('roleplay', :roleplay, :rubric, :title, :owner)
on conflict (org_id, roleplay_id) where roleplay_id is not null do update
set state = 'queued', problem = null, rubric_id = excluded.rubric_id
returning id;

-- name: begin
-- It is being judged now; what it is about.
update call_analyses as a set state = 'running', problem = null
where a.org_id = :org_id and a.id = :id
returning a.call_id, a.roleplay_id, a.held_at;

-- name: fail
-- It could not be judged, and why.
update call_analyses set state = 'failed', problem = :problem where org_id = :org_id and id = :id;

-- name: clear
-- What was judged before goes.
delete from analysis_scores where org_id = :org_id and analysis_id = :id;

-- name: put
-- The scores, with the words of the criteria as they are now.
insert into analysis_scores (
  analysis_id, criterion_id, position, name, weight, score, why, reason, facts, method, confidence, evidence)
select :id, c.id, c.position, c.name, c.weight, r.score, r.why, r.reason, coalesce(r.facts, '{}'), r.method, r.confidence,
  r.evidence
from jsonb_to_recordset(:scores::jsonb) as r (
  criterion_id uuid, score real, why text, reason text, facts jsonb, method text, confidence real, evidence jsonb)
inner join rubric_criteria as c on c.org_id = :org_id and c.id = r.criterion_id
on conflict (org_id, analysis_id, name) do nothing;

-- name: finish
-- The whole: the scores' mean by their weights.
update call_analyses as a set
  state = 'done', engine = :engine, model = :model, fallback = :fallback, confidence = :confidence, summary = :summary,
  score = (
    select sum(s.score * s.weight) / sum(s.weight) from analysis_scores as s
    where s.org_id = a.org_id and s.analysis_id = a.id and s.score is not null)
where a.org_id = :org_id and a.id = :id
returning a.id, a.title, a.owner_id, a.score, a.call_id, a.roleplay_id;

-- name: find
-- One analysis.
select a.id, a.source, a.call_id, a.roleplay_id, a.rubric_id, a.title, a.held_at, a.state, a.problem, a.score, a.summary,
  a.engine, a.model, a.fallback, a.confidence, a.owner_id, m.name as person
from call_analyses as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.owner_id
where a.org_id = :org_id and a.id = :id;

-- name: for_call
-- How a call was judged, for its page.
select a.id, a.state, a.score, a.held_at from call_analyses as a where a.org_id = :org_id and a.call_id = :call;

-- name: scores
-- The scores of an analysis, in the rubric's order.
select s.id, s.name, s.weight, s.score, s.why, s.reason, s.facts, s.method, s.confidence, s.evidence, s.criterion_id
from analysis_scores as s
where s.org_id = :org_id and s.analysis_id = :id
order by s.position, s.name;

-- name: recent
-- Somebody's latest analyses.
select a.id, a.source, a.title, a.held_at, a.state, a.score, a.engine
from call_analyses as a
where a.org_id = :org_id and a.owner_id = :person
order by a.held_at desc, a.id desc
limit :most;

-- name: trend
-- Somebody's scores by criterion, the oldest first, over half a year; calls and practice apart.
select s.name, avg(s.score)::real as mean, count(*) as times,
  (array_agg(s.score order by a.held_at desc))[1:20] as latest,
  avg(s.score) filter (where a.source = 'roleplay')::real as practice
from analysis_scores as s
inner join call_analyses as a on a.org_id = s.org_id and a.id = s.analysis_id
where s.org_id = :org_id and a.owner_id = :person and a.state = 'done' and s.score is not null
  and a.held_at > now() - interval '180 days'
group by s.name
order by min(s.position), s.name;

-- name: people
-- Everybody whose calls the caller may look at: how many were judged lately, how well, and how it was before.
select m.user_id as id, m.name, m.role, count(a.id) filter (where a.held_at > now() - interval '30 days') as lately,
  count(a.id) filter (where a.source = 'roleplay' and a.held_at > now() - interval '30 days') as practised,
  avg(a.score) filter (where a.held_at > now() - interval '30 days')::real as score,
  avg(a.score) filter (where a.held_at <= now() - interval '30 days')::real as before
from org_members as m
left join call_analyses as a on a.org_id = m.org_id and a.owner_id = m.user_id and a.state = 'done'
  and a.held_at > now() - interval '90 days'
where m.org_id = :org_id and m.deleted_at is null and m.role <> 'readonly'
  and (auth.has_role('owner', 'admin') or auth.team_id() is null or m.team_id = auth.team_id())
group by m.user_id, m.name, m.role
order by score desc nulls last, m.name;

-- name: person
-- A member's name.
select m.user_id as id, m.name from org_members as m where m.org_id = :org_id and m.user_id = :person and m.deleted_at is null;

-- name: to_judge
-- Calls with words since a day, newest first: those not judged yet, or all.
select c.id from calls as c
left join call_analyses as a on a.org_id = c.org_id and a.call_id = c.id
where c.org_id = :org_id and c.deleted_at is null and c.transcript is not null
  and (:since::date is null or c.started_at >= :since::date) and (:again::boolean or a.state is distinct from 'done')
order by c.started_at desc, c.id desc limit :most::integer;
