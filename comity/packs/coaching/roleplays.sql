-- name: start
-- A practice talk begins.
insert into roleplays (persona_id, title) values (:persona, :title) returning id;

-- name: find
-- A practice talk and how it was judged.
select r.id, r.persona_id, r.title, r.state, r.owner_id, r.created_at, r.ended_at, m.name as person, a.id as analysis_id,
  a.score, a.state as judged
from roleplays as r
left join org_members as m on m.org_id = r.org_id and m.user_id = r.owner_id
left join call_analyses as a on a.org_id = r.org_id and a.roleplay_id = r.id
where r.org_id = :org_id and r.id = :id;

-- name: mine
-- One's own talks, newest first.
select r.id, r.title, r.state, r.created_at, a.score,
  (select count(*) from roleplay_turns as t where t.org_id = r.org_id and t.roleplay_id = r.id) as turns
from roleplays as r
left join call_analyses as a on a.org_id = r.org_id and a.roleplay_id = r.id
where r.org_id = :org_id and r.owner_id = :user_id
order by r.created_at desc
limit 30;

-- name: turns
-- What was said, in order.
select t.position, t.side, t.text, t.engine, t.model, t.created_at
from roleplay_turns as t
where t.org_id = :org_id and t.roleplay_id = :id
order by t.position;

-- name: say
-- One side says something, after what was said before; only while the talk is open.
insert into roleplay_turns (roleplay_id, position, side, text, engine, model)
select r.id, coalesce((
  select max(t.position) + 1 from roleplay_turns as t where t.org_id = r.org_id and t.roleplay_id = r.id), 0),
  :side, :text, :engine, :model
from roleplays as r
where r.org_id = :org_id and r.id = :id and r.state = 'open' and r.owner_id = :user_id
returning position;

-- name: end
-- The talk is over.
update roleplays set state = 'ended', ended_at = now()
where org_id = :org_id and id = :id and owner_id = :user_id and state = 'open'
returning id;
