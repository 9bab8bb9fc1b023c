-- name: propose
-- Puts a proposal down for a person to decide.
select app.propose(:wish::jsonb);

-- name: shown
-- Proposals in a state, newest first.
select p.*, coalesce(m.name, m.email) as person, coalesce(d.name, d.email) as decider
from proposals as p
left join org_members as m on m.org_id = p.org_id and m.user_id = p.owner_id
left join org_members as d on d.org_id = p.org_id and d.user_id = p.decided_by
where p.org_id = :org_id
  and (:state::text is null or p.state = :state)
  and (:relation::text is null or p.relation = :relation)
  and (:record::uuid is null or p.record_id = :record)
  and (:run::uuid is null or p.run_id = :run)
  and (:before::uuid is null or p.id < :before)
order by p.id desc
limit :most;

-- name: one
-- One proposal.
select p.*, coalesce(m.name, m.email) as person, coalesce(d.name, d.email) as decider
from proposals as p
left join org_members as m on m.org_id = p.org_id and m.user_id = p.owner_id
left join org_members as d on d.org_id = p.org_id and d.user_id = p.decided_by
where p.org_id = :org_id and p.id = :id;

-- name: waiting
-- How many proposals wait for a person.
select count(*) from proposals where org_id = :org_id and state = 'waiting';
