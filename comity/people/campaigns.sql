-- name: all
-- The campaigns, with how many signed up by each, how many of them buy by now, and what each cost.
select c.id, c.name, c.kind, c.status, c.code, c.cost, c.currency, c.starts_on, c.ends_on, count(s.id) as signups,
  count(p.id) filter (where p.lifecycle = 'customer') as customers, max(s.signed_up_at) as latest
from campaigns as c
left join signups as s on s.org_id = c.org_id and s.campaign_id = c.id
left join contacts as p on p.org_id = s.org_id and p.id = s.contact_id and p.deleted_at is null
where c.org_id = :org_id and c.deleted_at is null
group by c.org_id, c.id, c.name, c.kind, c.status, c.code, c.cost, c.currency, c.starts_on, c.ends_on, c.created_at
order by c.created_at desc
limit 200;

-- name: recent
-- The latest sign-ups.
select s.id, s.email, coalesce(s.name, p.full_name, s.email) as name, s.source, s.medium, s.signed_up_at, s.contact_id,
  c.name as campaign
from signups as s
left join campaigns as c on c.org_id = s.org_id and c.id = s.campaign_id
left join contacts as p on p.org_id = s.org_id and p.id = s.contact_id
where s.org_id = :org_id
order by s.signed_up_at desc
limit 100;

-- name: sources
-- Where people came from in ninety days.
select s.source, count(*) as signups from signups as s
where s.org_id = :org_id and s.signed_up_at > now() - interval '90 days'
group by s.source
order by signups desc
limit 20;

-- name: add
-- A new campaign.
insert into campaigns (name, kind, code, cost, currency, description)
values (:name, :kind, :code, :cost, :currency, :description)
returning id;

-- name: by_code
-- The campaign that links carry.
select c.id from campaigns as c where c.org_id = :org_id and lower(c.code) = lower(:code) and c.deleted_at is null;

-- name: sign_up
-- Somebody signed up.
insert into signups (campaign_id, email, name, source, medium, page, value, currency, contact_id)
values (:campaign, :email, :name, :source, :medium, :page, :value, :currency, :contact)
returning id;

-- name: trash
-- A campaign goes; its sign-ups stay.
update campaigns set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- A campaign comes back.
update campaigns set deleted_at = null where org_id = :org_id and id = :id returning id;
