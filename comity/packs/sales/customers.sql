-- name: known
-- What is known of the next customers in order, for their health.
select c.id, c.owner_id, h.score as previous, h.reasons as reasons_before, a.last_contact_at, a.contacts_90, a.inbound_90,
  (b.moods)[1] as mood, (b.moods)[2] as mood_before, (b.ids)[1]::text as call_id, w.won, w.last_won_at, w.usual_days,
  w.lost_since, w.open_leads, t.late_tasks, p.overdue_promises, coalesce(u.complaints, 0) as complaints, u.quote, u.start
from (
  select k.id, k.owner_id from contacts as k
  where k.org_id = :org_id and k.lifecycle = 'customer' and k.deleted_at is null and k.id > :after::uuid
    and (:contact::uuid is null or k.id = :contact::uuid)
  order by k.id limit :most) as c
left join health_scores as h on h.org_id = :org_id and h.contact_id = c.id and h.is_latest
cross join lateral (
  select max(x.occurred_at) as last_contact_at, count(*) filter (where x.occurred_at > now() - interval '90 days') as contacts_90,
    count(*) filter (where x.occurred_at > now() - interval '90 days' and x.direction = 'inbound') as inbound_90
  from activities as x where x.org_id = :org_id and x.contact_id = c.id and x.kind in ('email', 'call', 'sms', 'meeting')
    and x.deleted_at is null and x.occurred_at <= now()) as a
cross join lateral (
  select array_agg(k.sentiment) as moods, array_agg(k.id) as ids from (
    select s.sentiment, x.id from calls as x
    inner join call_briefs as s on s.org_id = x.org_id and s.call_id = x.id
    where x.org_id = :org_id and x.contact_id = c.id and x.deleted_at is null and s.sentiment is not null
    order by x.started_at desc limit 2) as k) as b
cross join lateral (
  select count(*) filter (where x.status = 'won') as won, max(x.closed_at) filter (where x.status = 'won') as last_won_at,
    case when count(*) filter (where x.status = 'won') > 1 then
      extract(epoch from max(x.closed_at) filter (where x.status = 'won') - min(x.closed_at) filter (where x.status = 'won'))
      / 86400 / (count(*) filter (where x.status = 'won') - 1) end as usual_days,
    count(*) filter (where x.status = 'lost' and x.closed_at > now() - interval '1 year') as lost_since,
    count(*) filter (where x.status = 'open') as open_leads
  from leads as x where x.org_id = :org_id and x.contact_id = c.id and x.deleted_at is null) as w
cross join lateral (
  select count(*) as late_tasks from activities as x where x.org_id = :org_id and x.contact_id = c.id and x.kind = 'task'
    and x.status = 'pending' and x.due_at < now() and x.deleted_at is null) as t
cross join lateral (
  select count(*) as overdue_promises from action_items as x
  inner join calls as y on y.org_id = x.org_id and y.id = x.call_id and y.deleted_at is null
  where y.org_id = :org_id and y.contact_id = c.id and x.side = 'us' and not x.done and x.deleted_at is null
    and x.due_on < current_date) as p
left join lateral (
  select count(*) over () as complaints, s.quote, s.span_start as start from call_signals as s
  inner join calls as y on y.org_id = s.org_id and y.id = s.call_id and y.deleted_at is null
  where y.org_id = :org_id and y.contact_id = c.id and s.kind = 'risk' and s.value = 'unhappy' and s.side <> 'us'
    and y.started_at > now() - interval '120 days'
  order by y.started_at desc limit 1) as u on true
order by c.id;

-- name: outdate
-- The scores that are no longer the latest.
update health_scores as h set is_latest = false
where h.org_id = :org_id and h.is_latest and h.contact_id = any (:contacts::uuid[]);

-- name: record
-- New scores.
insert into health_scores (contact_id, score, previous_score, complete, missing, reasons, version)
select r.contact_id, r.score, r.previous_score, r.complete, r.missing, r.reasons, r.version
from jsonb_populate_recordset(null::health_scores, :rows::jsonb) as r
returning id;

-- name: latest
-- The customer's last score and those before it.
select h.score, h.color, h.previous_score, h.complete, h.missing, h.reasons, h.created_at from health_scores as h
where h.org_id = :org_id and h.contact_id = :contact
order by h.created_at desc, h.id desc limit 12;

-- name: worst
-- Customers by health, the worst first.
select h.contact_id, h.score, h.previous_score, h.complete, h.reasons, h.created_at, c.full_name as contact, c.company_name,
  m.name as owner
from health_scores as h
inner join contacts as c on c.org_id = h.org_id and c.id = h.contact_id and c.deleted_at is null
left join org_members as m on m.org_id = h.org_id and m.user_id = c.owner_id
where h.org_id = :org_id and h.is_latest and (:color::text is null or h.color = :color::text)
order by h.score, h.id
limit :most;

-- name: colours
-- Customers by colour.
select h.color, count(*) as customers, round(avg(h.score)) as average from health_scores as h
inner join contacts as c on c.org_id = h.org_id and c.id = h.contact_id and c.deleted_at is null
where h.org_id = :org_id and h.is_latest
group by h.color;
