-- name: detect
-- Deals that fell silent for much longer than is usual with them: new ghosts, and the numbers of those known.
with silent as (
  select l.org_id, l.id, l.owner_id, l.team_id, l.assignee_ids, extract(day from now() - l.last_contact_at)::integer as days,
    g.usual, g.unanswered, g.last_in, g.contacts, l.amount_base, s.probability
  from leads as l
  inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
  cross join lateral (
    select (21 + coalesce(sum(k.gap) filter (where k.gap > 0.5), 0)) / (3 + count(*) filter (where k.gap > 0.5)) as usual,
      count(*) filter (where k.direction = 'outbound' and k.occurred_at > coalesce(k.last_in, '-infinity')) as unanswered,
      max(k.last_in) as last_in, count(*) as contacts
    from (
      select a.direction, a.occurred_at,
        extract(epoch from a.occurred_at - lag(a.occurred_at) over (order by a.occurred_at)) / 86400 as gap,
        max(a.occurred_at) filter (where a.direction = 'inbound') over () as last_in
      from activities as a
      where a.org_id = l.org_id and a.lead_id = l.id and a.kind in ('email', 'call', 'sms', 'meeting')
        and a.deleted_at is null and a.occurred_at <= now()
      order by a.occurred_at desc limit 100) as k) as g
  where l.org_id = :org_id and l.status = 'open' and l.deleted_at is null and l.last_contact_at < now() - interval '10 days'
    and g.contacts > 0
)
insert into ghosts (org_id, lead_id, risk, silent_days, usual_days, unanswered, reasons, owner_id, team_id, assignee_ids)
select :org_id, k.id, round(100 * (1 - exp(-k.days / (3.0 * k.usual) - 0.25 * least(k.unanswered, 4))))::smallint, k.days,
  round(k.usual, 1), k.unanswered,
  jsonb_build_array(jsonb_build_object('code', 'silent', 'days', k.days, 'usual', round(k.usual, 1)))
    || case when k.unanswered > 1 then jsonb_build_array(
      jsonb_build_object('code', 'unanswered', 'count', k.unanswered, 'since', k.last_in::date)) else '[]' end
    || case when k.probability >= 50 then jsonb_build_array(
      jsonb_build_object('code', 'late_stage', 'share', k.probability)) else '[]' end,
  k.owner_id, k.team_id, k.assignee_ids
from silent as k
where k.days > greatest(10, 2.5 * k.usual) and not exists (
  select from ghosts as x where x.org_id = :org_id and x.lead_id = k.id and x.state = 'dismissed'
    and x.ended_at > now() - interval '30 days')
on conflict (org_id, lead_id) where state = 'open' do update
set risk = excluded.risk, silent_days = excluded.silent_days, usual_days = excluded.usual_days,
  unanswered = excluded.unanswered, reasons = excluded.reasons, seen_at = now()
returning id, lead_id, owner_id, created_at = now() as fresh;

-- name: end_those_back
-- Ghosts that spoke again, or whose deal is over.
update ghosts as g set state = case when l.status = 'open' then 'back' else 'closed' end, ended_at = now()
from leads as l
where g.org_id = :org_id and g.state = 'open' and l.org_id = g.org_id and l.id = g.lead_id
  and (l.status <> 'open' or l.deleted_at is not null or l.last_contact_at >= g.created_at)
returning g.lead_id;

-- name: open
-- Ghosts, the most at stake first.
select g.id, g.lead_id, g.risk, g.silent_days, g.usual_days, g.unanswered, g.reasons, g.created_at, l.title, l.company, l.amount,
  l.currency, l.health_score, l.health_partial, c.full_name as contact, l.contact_id, m.name as owner
from ghosts as g
inner join leads as l on l.org_id = g.org_id and l.id = g.lead_id and l.deleted_at is null
left join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where g.org_id = :org_id and g.state = 'open' and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
order by g.risk * coalesce(l.amount_base, 1) desc, g.risk desc, g.id
limit :most;

-- name: dismiss
-- Not a ghost: leave the deal alone for a month.
update ghosts set state = 'dismissed', ended_at = now() where org_id = :org_id and id = :id and state = 'open' returning lead_id;

-- name: reopen
-- A ghost after all.
update ghosts set state = 'open', ended_at = null where org_id = :org_id and id = :id and state = 'dismissed' returning lead_id;
