-- name: find
-- The persona of a lead.
select p.*, p.expires_at < now() as stale from personas as p where p.org_id = :org_id and p.lead_id = :lead;

-- name: traits
-- Its traits.
select t.* from persona_traits as t where t.org_id = :org_id and t.persona_id = :persona order by t.position;

-- name: signals
-- What the customer said in calls about the lead, the surest first.
select s.call_id, s.kind, s.value, s.quote, s.span_start, s.confidence, c.title
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
where s.org_id = :org_id and s.lead_id = :lead and s.side <> 'us' and s.kind <> 'next_step' and s.kind <> 'commitment'
order by s.confidence desc, c.started_at desc limit 60;

-- name: turns
-- The transcripts of the latest calls about the lead.
select c.id, c.title, c.transcript, c.transcript_format, c.segments from calls as c
where c.org_id = :org_id and c.lead_id = :lead and c.deleted_at is null and c.transcript is not null
order by c.started_at desc limit 3;

-- name: notes
-- What people wrote about the lead, and what came from the customer.
select a.id, a.kind, a.direction, coalesce(left(a.body, 2000), a.subject) as text, a.occurred_at from activities as a
where a.org_id = :org_id and a.lead_id = :lead and a.deleted_at is null and a.kind in ('note', 'email', 'meeting', 'sms', 'call')
  and a.actor_kind <> 'agent' and coalesce(a.body, a.subject) is not null
order by a.occurred_at desc limit 40;

-- name: part
-- The contact's part in the decision.
select g.part from lead_contacts as g
where g.org_id = :org_id and g.lead_id = :lead and g.contact_id = :contact;

-- name: put
-- The persona, drawn anew.
insert into personas (lead_id, contact_id, summary, engine, model, status)
values (:lead, :contact, :summary, :engine, :model, :status)
on conflict (org_id, lead_id) do update set
  contact_id = excluded.contact_id, summary = excluded.summary, engine = excluded.engine, model = excluded.model,
  status = excluded.status, drawn_at = now(), expires_at = now() + interval '7 days'
returning id;

-- name: clear
-- The traits drawn before go.
delete from persona_traits where org_id = :org_id and persona_id = :persona;

-- name: put_traits
-- The traits, each with its evidence.
insert into persona_traits (persona_id, lead_id, aspect, text, evidence, confidence, method, engine, model, position)
select :persona, :lead, r.aspect, r.text, r.evidence, r.confidence, r.method, :engine, :model, r.position
from jsonb_to_recordset(:traits::jsonb) as r (
  aspect text, text text, evidence jsonb, confidence real, method text, position smallint)
returning id;

-- name: announce
-- Tells the house of it.
select app.announce('sales.persona_drawn', :lead, jsonb_build_object('persona_id', :persona::uuid, 'traits', :n::integer));
