-- name: shown_leads
-- Deals worth a demo of their own: open, offered, with a call that can be heard.
select l.id, l.title, l.amount, l.currency, l.company, c.first_name, c.full_name as contact
from leads as l
inner join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
where l.org_id = :org_id and l.status = 'open' and l.deleted_at is null
  and exists (select from calls as x where x.org_id = l.org_id and x.lead_id = l.id and x.language = 'en')
order by l.amount_base desc limit 2;

-- name: read_source
-- A source that was read this morning and is not due: a demo asks nobody.
update market_sources set state = 'read', read_at = now() - interval '40 minutes', due_at = now() + interval '10 years'
where org_id = :org_id and id = :id;

-- name: progress
-- How far the members have come with the library: the first with all of it, the next with less, the last with nothing.
insert into training_progress (material_id, owner_id, at_seconds, completed_at)
select m.id, w.user_id, 0, now() - make_interval(days => (2 * m.place + 3)::integer)
from (
  select t.id, row_number() over (order by t.created_at, t.position) as place from training_materials as t
  where t.org_id = :org_id and t.deleted_at is null) as m
inner join (
  select x.user_id, row_number() over (order by x.created_at, x.id) as place from org_members as x
  where x.org_id = :org_id and x.deleted_at is null) as w on m.place <= 6 - 2 * (w.place - 1)
where w.place > 1
on conflict do nothing;

-- name: campaign_dates
-- When a campaign ran.
update campaigns set status = 'active', starts_on = current_date - 80 where org_id = :org_id and id = :id;

-- name: signups
-- People who came by a campaign: contacts, spread over the weeks since; every seventh is not known to us yet.
insert into signups (campaign_id, email, name, source, medium, page, contact_id, signed_up_at)
select :campaign, c.email, c.full_name, :source, :medium, '/private-office',
  case when c.place % 7 <> 0 then c.id end, now() - make_interval(hours => (c.place * 1800 / :many::integer)::integer)
from (
  select p.id, p.email, p.full_name, row_number() over (order by md5(p.id::text || :source)) as place
  from contacts as p
  where p.org_id = :org_id and p.email is not null and p.deleted_at is null
    and (p.lifecycle in ('customer', 'lead') or p.source = initcap(:source))) as c
where c.place <= :many;

-- name: portray
-- The deal of a call, and the demo that is being built for it.
select c.lead_id, d.id as demo_id from calls as c
left join demo_configs as d on d.org_id = c.org_id and d.lead_id = c.lead_id and d.deleted_at is null
where c.org_id = :org_id and c.id = :id and c.lead_id is not null
  and exists (select from leads as l where l.org_id = c.org_id and l.id = c.lead_id and l.status = 'open');
