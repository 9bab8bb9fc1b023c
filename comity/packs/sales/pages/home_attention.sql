-- name: attention
-- Open deals that are unwell, idle for too long or past their closing day; the largest of the worst first.
select
  l.id, l.title, l.company, l.amount, l.currency, l.health_score, l.health_partial, l.next_step, l.expected_close_on,
  l.last_contact_at, s.name as stage, m.name as owner,
  coalesce(l.rots_at < now(), false) as stale,
  extract(day from now() - l.stage_entered_at)::integer as days_in_stage,
  coalesce(l.expected_close_on < current_date, false) as overdue,
  coalesce(l.health_score < 50, false) as unwell
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.status = 'open' and l.deleted_at is null
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
  and (l.rots_at < now() or l.expected_close_on < current_date or l.health_score < 50)
order by
  (coalesce(l.health_score < 50, false)::integer * 2 + coalesce(l.rots_at < now(), false)::integer
    + coalesce(l.expected_close_on < current_date, false)::integer) desc,
  l.amount_base desc nulls last, l.id
limit :most;
