-- name: detect
-- Moments at which customers may want more. One moment is told once, however often this runs.
with customers as (
  select c.id, c.owner_id, c.team_id, c.assignee_ids from contacts as c
  where c.org_id = :org_id and c.lifecycle = 'customer' and c.deleted_at is null and c.status <> 'blocked'
    and not exists (select from leads as l where l.org_id = c.org_id and l.contact_id = c.id and l.status = 'open'
      and l.deleted_at is null)
),
won as (
  select l.contact_id, l.id, l.title, l.closed_at, l.amount_base,
    lag(l.amount_base) over w as before, lag(l.closed_at) over w as last_at, row_number() over (
      partition by l.contact_id order by l.closed_at desc) as newest
  from leads as l
  where l.org_id = :org_id and l.status = 'won' and l.deleted_at is null and l.contact_id is not null
  window w as (partition by l.contact_id order by l.closed_at)
),
moments as (
  select k.contact_id, 'anniversary' as kind, 45 + least(20, extract(year from age(now(), k.closed_at))::integer * 5) as score,
    k.id::text || ' ' || extract(year from now()) as print,
    jsonb_build_object('source', 'leads', 'id', k.id, 'quote', k.title, 'on', k.closed_at::date) as proof
  from won as k
  where k.closed_at < now() - interval '300 days'
    and (extract(doy from k.closed_at)::integer - extract(doy from now())::integer + 366) % 366 between 0 and 14
  union all
  select k.contact_id, 'spending_up', least(90, 50 + round(20 * ln(k.amount_base / k.before))::integer), k.id::text,
    jsonb_build_object('source', 'leads', 'id', k.id, 'quote', k.title, 'on', k.closed_at::date, 'from', k.before,
      'to', k.amount_base)
  from won as k where k.newest = 1 and k.before > 0 and k.amount_base >= 1.25 * k.before
  union all
  select k.contact_id, 'rhythm', 65, k.id::text, jsonb_build_object('source', 'leads', 'id', k.id, 'quote', k.title,
    'on', k.closed_at::date, 'days', round(extract(epoch from k.closed_at - k.last_at) / 86400))
  from won as k where k.newest = 1 and k.last_at is not null and k.closed_at - k.last_at > interval '20 days'
    and now() - k.closed_at between 0.85 * (k.closed_at - k.last_at) and 1.4 * (k.closed_at - k.last_at)
  union all
  select distinct on (c.contact_id) c.contact_id, 'wants_more', round(60 + 30 * s.confidence)::integer,
    s.call_id::text || ' ' || s.span_start, jsonb_build_object('source', 'calls', 'id', s.call_id, 'start', s.span_start,
      'end', s.span_end, 'quote', s.quote, 'on', c.started_at::date)
  from call_signals as s
  inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
  where s.org_id = :org_id and s.kind = 'need' and s.value in ('interest', 'requirement', 'goal') and s.side <> 'us'
    and c.started_at > now() - interval '90 days'
    and exists (select from won as k where k.contact_id = c.contact_id and k.closed_at < c.started_at)
  union all
  select distinct on (c.contact_id) c.contact_id, 'delighted', round(50 + 40 * least(1, b.sentiment))::integer, c.id::text,
    jsonb_build_object('source', 'calls', 'id', c.id, 'quote', coalesce(nullif(b.headline, ''), c.title),
      'on', c.started_at::date)
  from call_briefs as b
  inner join calls as c on c.org_id = b.org_id and c.id = b.call_id and c.deleted_at is null
  where b.org_id = :org_id and b.sentiment >= 0.35 and c.started_at > now() - interval '60 days'
)
insert into upsell_triggers (org_id, contact_id, kind, score, evidence, fingerprint, owner_id, team_id, assignee_ids)
select :org_id, m.contact_id, m.kind, least(100, m.score)::smallint, jsonb_build_array(m.proof), m.print, c.owner_id, c.team_id,
  c.assignee_ids
from moments as m
inner join customers as c on c.id = m.contact_id
on conflict (org_id, contact_id, kind, fingerprint) do nothing
returning id, owner_id;

-- name: open
-- Triggers nobody has used yet, the strongest first; of one contact or of all.
select u.id, u.contact_id, u.kind, u.score, u.evidence, u.created_at, c.full_name as contact, c.company_name, c.lifetime_value,
  m.name as owner
from upsell_triggers as u
inner join contacts as c on c.org_id = u.org_id and c.id = u.contact_id and c.deleted_at is null
left join org_members as m on m.org_id = u.org_id and m.user_id = c.owner_id
where u.org_id = :org_id and u.state = 'open' and (:contact::uuid is null or u.contact_id = :contact::uuid)
order by u.score desc, u.id
limit :most;

-- name: find
-- One trigger that is open.
select u.id, u.contact_id, u.kind, c.full_name as contact, c.company_id from upsell_triggers as u
inner join contacts as c on c.org_id = u.org_id and c.id = u.contact_id
where u.org_id = :org_id and u.id = :id and u.state = 'open';

-- name: end_it
-- It was used, or is none.
update upsell_triggers set state = :state, lead_id = :lead, ended_at = now()
where org_id = :org_id and id = :id and state = 'open' returning contact_id;
