-- name: candidates
-- Cold leads that may be written to and were not lately, the largest first.
select l.id, l.title, l.company, l.contact_id, l.owner_id, l.amount_base, l.last_contact_at, l.created_at,
  c.first_name, c.full_name as contact, c.email, coalesce(c.language, o.language, 'en') as language, m.name as me,
  o.name as organisation
from leads as l
inner join contacts as c on c.org_id = l.org_id and c.id = l.contact_id and c.deleted_at is null
inner join organizations as o on o.org_id = l.org_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.status = 'cold' and l.deleted_at is null and c.email is not null and c.status <> 'blocked'
  and coalesce(c.consent ->> 'email', '') not in ('refused', 'false', 'no', 'withdrawn', 'denied')
  and coalesce(l.last_contact_at, l.created_at) < now() - interval '21 days'
  and not exists (
    select from revivals as r where r.org_id = l.org_id and r.lead_id = l.id and (
      r.state = 'draft' or r.created_at > now() - interval '60 days'))
  and (:lead::uuid is null or l.id = :lead::uuid)
order by l.amount_base desc nulls last, l.id
limit :most;

-- name: heard
-- What they said that speaks for writing now: dates that have come, needs, and the last word.
select s.kind, s.value, s.quote, s.span_start as start, s.span_end as "end", s.due_on, s.detail, s.call_id,
  c.started_at::date as said_on,
  (s.due_on is not null and s.due_on between current_date - 45 and current_date + 30) as is_due
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
where s.org_id = :org_id and c.lead_id = :lead and s.side <> 'us'
  and (s.kind in ('timeline', 'need', 'objection', 'risk') or (s.kind = 'next_step' and s.due_on is not null))
order by is_due desc, array_position(array['timeline', 'next_step', 'need', 'objection', 'risk'], s.kind), c.started_at desc
limit 6;

-- name: happened
-- The last thing that happened with them, where no call says more.
select a.id, a.kind, coalesce(a.subject, left(a.body, 200)) as quote, a.occurred_at::date as said_on from activities as a
where a.org_id = :org_id and a.lead_id = :lead and a.kind in ('email', 'meeting', 'note', 'call', 'sms') and a.deleted_at is null
  and coalesce(a.subject, a.body) is not null
order by a.occurred_at desc
limit 1;

-- name: keep
-- A draft, unless there is one.
insert into revivals (lead_id, contact_id, recipient, language, subject, body, evidence, engine, model, method, run_id)
values (:lead, :contact, :recipient, :language, left(:subject, 300), left(:body, 20000), :evidence::jsonb, :engine, :model,
  :method, :run)
on conflict (org_id, lead_id) where state = 'draft' do nothing
returning id;

-- name: drafts
-- Drafts that wait for a person, and those decided on lately.
select r.id, r.lead_id, r.contact_id, r.recipient, r.language, r.subject, r.body, r.evidence, r.engine, r.model, r.state,
  r.created_at, r.decided_at, l.title, l.company, l.amount, l.currency, c.full_name as contact, m.name as owner,
  d.name as decider
from revivals as r
inner join leads as l on l.org_id = r.org_id and l.id = r.lead_id and l.deleted_at is null
left join contacts as c on c.org_id = r.org_id and c.id = r.contact_id
left join org_members as m on m.org_id = r.org_id and m.user_id = l.owner_id
left join org_members as d on d.org_id = r.org_id and d.user_id = r.decided_by
where r.org_id = :org_id and (r.state = 'draft' or r.decided_at > now() - interval '14 days')
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
order by r.state <> 'draft', l.amount_base desc nulls last, r.id
limit :most;

-- name: find
-- One draft.
select r.id, r.lead_id, r.contact_id, r.recipient, r.subject, r.body, r.state, c.full_name as contact, c.status,
  coalesce(c.consent ->> 'email', '') as consent
from revivals as r
left join contacts as c on c.org_id = r.org_id and c.id = r.contact_id
where r.org_id = :org_id and r.id = :id;

-- name: decide
-- A person decides.
update revivals set state = :state, subject = left(:subject, 300), body = left(:body, 20000), mail_id = :mail
where org_id = :org_id and id = :id and state = 'draft'
returning lead_id;
