-- name: lead
-- The lead a call is about, as its page's head shows it.
select l.id, l.title, l.company, l.contact_id, c.full_name as contact, l.health_score, l.health_partial
from leads as l
left join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
where l.org_id = :org_id and l.id = :id and l.deleted_at is null;

-- name: items_about
-- What is to be done after a call is about its lead.
update action_items set lead_id = :lead where org_id = :org_id and call_id = :call and lead_id is null;

-- name: brief_about
-- The brief of a call is about its lead.
update call_briefs set lead_id = :lead where org_id = :org_id and call_id = :call and lead_id is null;

-- name: names
-- Who may speak in a call about a lead: its buying group.
select c.full_name as name
from lead_contacts as g
inner join contacts as c on c.org_id = g.org_id and c.id = g.contact_id
where g.org_id = :org_id and g.lead_id = :lead and c.full_name is not null
limit 100;

-- name: of_lead
-- The calls about a lead, newest first, each with its brief in a line.
select c.id, c.title, c.direction, c.started_at, c.duration_seconds, c.state, b.headline, b.sentiment, h.score
from calls as c
left join call_briefs as b on b.org_id = c.org_id and b.call_id = c.id
left join lateral (
  select x.score from deal_health_scores as x
  where x.org_id = c.org_id and x.call_id = c.id order by x.created_at desc limit 1
) as h on true
where c.org_id = :org_id and c.lead_id = :lead and c.deleted_at is null
order by c.started_at desc
limit :most;

-- name: of_contact
-- The calls with a contact, newest first.
select c.id, c.title, c.direction, c.started_at, c.duration_seconds, c.state, b.headline, b.sentiment, null::smallint as score
from calls as c
left join call_briefs as b on b.org_id = c.org_id and b.call_id = c.id
where c.org_id = :org_id and c.contact_id = :contact and c.deleted_at is null
order by c.started_at desc
limit :most;

-- name: recent
-- The newest calls, for home.
select c.id, c.title, c.direction, c.started_at, c.state, c.lead_id, b.headline, l.health_score, l.health_partial
from calls as c
left join call_briefs as b on b.org_id = c.org_id and b.call_id = c.id
left join leads as l on l.org_id = c.org_id and l.id = c.lead_id
where c.org_id = :org_id and c.deleted_at is null
order by c.started_at desc, c.id desc
limit :most;

-- name: any_own
-- Whether the caller brought a call.
select exists (
  select from calls where org_id = :org_id and created_by = :user_id and deleted_at is null
) as done;
