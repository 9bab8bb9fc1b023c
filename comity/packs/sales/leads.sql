-- name: find
-- One lead with the names around it.
select
  l.*, p.name as pipeline, s.name as stage, s.kind, s.position as stage_position, m.name as owner,
  c.full_name as contact, c.email as contact_email, c.phone as contact_phone, o.base_currency,
  (l.rots_at < now()) as stale,
  extract(day from now() - l.stage_entered_at)::integer as days_in_stage
from leads as l
inner join pipelines as p on p.org_id = l.org_id and p.id = l.pipeline_id
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
inner join organizations as o on o.org_id = l.org_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
left join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
where l.org_id = :org_id and l.id = :id and l.deleted_at is null;

-- name: create
-- A new lead; what is not said is filled by the table's own rules.
insert into leads (
  title, pipeline_id, stage_id, company_id, company, contact_id, role, location, budget_min, budget_max, amount,
  currency, expected_close_on, source, description, next_step, owner_id)
values (
  :title, :pipeline_id, :stage_id, :company_id, :company, :contact_id, :role, :location, :budget_min, :budget_max,
  :amount, :currency, :expected_close_on, :source, :description, :next_step, coalesce(:owner_id, auth.uid()))
returning id;

-- name: change
-- The lead's facts as the form has them, unless someone changed it since it was read.
update leads set
  title = :title, company_id = :company_id, company = :company, contact_id = :contact_id, role = :role,
  location = :location, budget_min = :budget_min, budget_max = :budget_max, amount = :amount,
  currency = coalesce(:currency, currency), expected_close_on = :expected_close_on, source = :source,
  description = :description, next_step = :next_step, owner_id = coalesce(:owner_id, owner_id)
where org_id = :org_id and id = :id and deleted_at is null
  and (:seen::timestamptz is null or date_trunc('milliseconds', updated_at) = date_trunc('milliseconds', :seen::timestamptz))
returning id;

-- name: lock_column
-- Moves in one column of the board wait for each other, so that no two cards get the same place.
select pg_advisory_xact_lock(hashtextextended(:org_id::text || :stage_id::text, 0));

-- name: place_between
-- The place right below `after`, or right above `before` when `after` has left the column, else on top.
with cards as (
  select l.id, l.position from leads as l
  where l.org_id = :org_id and l.stage_id = :stage_id and l.deleted_at is null and l.id <> :id
),
upper_card as (select c.position from cards as c where c.id = :after),
lower_card as (
  select c.position from cards as c where c.id = :before and not exists (select from upper_card)
),
around as (
  select
    coalesce(
      (select u.position from upper_card as u),
      (select max(c.position) from cards as c where c.position < (select w.position from lower_card as w))
    ) as above,
    coalesce(
      (select min(c.position) from cards as c where c.position > (select u.position from upper_card as u)),
      (select w.position from lower_card as w),
      case when not exists (select from upper_card) then (select min(c.position) from cards as c) end
    ) as below
)
select trim_scale(case
  when a.above is null and a.below is null then 0
  when a.above is null then a.below - 1
  when a.below is null then a.above + 1
  else (a.above + a.below) * 0.5 end) as position
from around as a;

-- name: missing_fields
-- Fields the stage asks for that neither the lead nor what was just given has.
select coalesce(array_agg(f.field order by f.field), '{}') as missing
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = :stage_id
cross join lateral unnest(s.required_fields) as f (field)
where l.org_id = :org_id and l.id = :id and l.stage_id <> s.id
  and nullif(to_jsonb(l) ->> f.field, '') is null and nullif(:given::jsonb ->> f.field, '') is null;

-- name: move
-- Puts a lead into a stage at a place, with what the stage asked for; only from the stage the mover saw it in.
update leads as l set
  stage_id = :stage_id,
  position = coalesce(:position::numeric, l.position),
  company = coalesce(g.company, l.company),
  contact_id = coalesce(g.contact_id, l.contact_id),
  amount = coalesce(g.amount, l.amount),
  currency = coalesce(g.currency, l.currency),
  expected_close_on = coalesce(g.expected_close_on, l.expected_close_on),
  location = coalesce(g.location, l.location),
  budget_min = coalesce(g.budget_min, l.budget_min),
  source = coalesce(g.source, l.source),
  next_step = coalesce(g.next_step, l.next_step),
  lost_reason = coalesce(g.lost_reason, l.lost_reason)
from jsonb_to_record(:given::jsonb) as g (
  company text, contact_id uuid, amount numeric, currency text, expected_close_on date, location text,
  budget_min numeric, source text, next_step text, lost_reason text)
where l.org_id = :org_id and l.id = :id and l.deleted_at is null
  and (:from_stage_id::uuid is null or l.stage_id = :from_stage_id::uuid)
returning l.id, l.stage_id, l.position, l.status, l.title;

-- name: last_move
-- Who moved a lead last, and where to: what to say to somebody who came too late.
select m.name, t.stage
from lead_stages as t
left join org_members as m on m.org_id = t.org_id and m.user_id = t.moved_by
where t.org_id = :org_id and t.lead_id = :id
order by t.entered_at desc, t.id desc limit 1;

-- name: stage_of_kind
-- The first stage of a kind in a lead's pipeline.
select app.stage_for(l.org_id, l.pipeline_id, :kind) from leads as l
where l.org_id = :org_id and l.id = :id and l.deleted_at is null;

-- name: reopen
-- Back to the last open stage it was in.
update leads set status = 'open'
where org_id = :org_id and id = :id and deleted_at is null and status in ('won', 'lost')
returning id, title;

-- name: assign
-- Another owner.
update leads set owner_id = :owner_id
where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: set_cold
-- Cold: not lost, but silent; or warm again.
update leads set status = case when :cold::boolean then 'cold' else 'open' end
where org_id = :org_id and id = :id and deleted_at is null and status in ('open', 'cold') returning id;

-- name: trash
-- Into the trash.
update leads set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Out of the trash.
update leads set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null returning id;

-- name: contacts
-- The buying group, main contact first.
select lc.id, lc.contact_id, lc.part, c.full_name, c.email, c.phone, c.title, c.company_name,
  coalesce(lc.contact_id = l.contact_id, false) as main
from lead_contacts as lc
inner join leads as l on l.org_id = lc.org_id and l.id = lc.lead_id
inner join contacts as c on c.org_id = lc.org_id and c.id = lc.contact_id and c.deleted_at is null
where lc.org_id = :org_id and lc.lead_id = :id
order by main desc, c.sort_name, lc.id;

-- name: add_contact
-- Into the buying group, or another part in it.
insert into lead_contacts (lead_id, contact_id, part) values (:id, :contact_id, :part)
on conflict (org_id, lead_id, contact_id) do update set part = excluded.part
returning id;

-- name: drop_contact
-- Out of the buying group.
delete from lead_contacts where org_id = :org_id and lead_id = :id and contact_id = :contact_id;

-- name: main_contact
-- Who we mainly talk to.
update leads set contact_id = :contact_id where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: history
-- Every stage it entered, newest first, and how long it stayed.
select t.id, t.entered_at, t.status, t.amount_base, t.reason, t.agent, t.stage, t.from_stage, m.name as who,
  coalesce(lead(t.entered_at) over (order by t.entered_at), now()) - t.entered_at as stayed
from lead_stages as t
left join org_members as m on m.org_id = t.org_id and m.user_id = t.moved_by
where t.org_id = :org_id and t.lead_id = :id
order by t.entered_at desc, t.id desc limit 200;

-- name: of_contact
-- The leads a contact has a part in, open ones first.
select l.id, l.title, l.company, l.amount, l.currency, l.status, s.name as stage, l.health_score, l.health_partial,
  l.expected_close_on, m.name as owner
from lead_contacts as lc
inner join leads as l on l.org_id = lc.org_id and l.id = lc.lead_id and l.deleted_at is null
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where lc.org_id = :org_id and lc.contact_id = :subject_id
order by l.status in ('open', 'cold') desc, l.created_at desc limit 50;

-- name: of_company
-- The leads of a company, open ones first.
select l.id, l.title, l.company, l.amount, l.currency, l.status, s.name as stage, l.health_score, l.health_partial,
  l.expected_close_on, m.name as owner
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.company_id = :subject_id and l.deleted_at is null
order by l.status in ('open', 'cold') desc, l.created_at desc limit 50;

-- name: stage_name
-- What a stage is called.
select s.name from stages as s where s.org_id = :org_id and s.id = :id;

-- name: stages_around
-- The stages of a lead's pipeline, in order.
select s.id, s.name, s.kind, s.position from stages as s
inner join leads as l on l.org_id = s.org_id and l.pipeline_id = s.pipeline_id
where s.org_id = :org_id and l.id = :id
order by s.position, s.id;

-- name: put_back
-- Back to a stage and a place it had.
update leads set stage_id = :stage_id, position = :position::numeric
where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: stages_of_all
-- Every stage of every pipeline, for choosing one.
select s.id, s.name, s.kind, p.id as pipeline_id, p.name as pipeline from stages as s
inner join pipelines as p on p.org_id = s.org_id and p.id = s.pipeline_id
where s.org_id = :org_id order by p.is_default desc, p.position, lower(p.name), s.position;

-- name: currencies
-- Currencies an amount may be in: those with a rate.
select o.base_currency as currency from organizations as o where o.org_id = :org_id
union select f.currency from app.fx_rates as f
union select x.currency from fx_rates as x where x.org_id = :org_id
order by currency;

-- name: contact_name
-- What a contact is called.
select coalesce(c.full_name, c.email, c.company_name) from contacts as c where c.org_id = :org_id and c.id = :id;

-- name: company_name
-- What a company is called.
select c.name from companies as c where c.org_id = :org_id and c.id = :id;

-- name: stage_choices
-- Stages by name; of more than one pipeline, with the pipeline's name.
select s.id, s.name, case when count(*) over () <> sum(1) over (partition by s.pipeline_id) then p.name end as within
from stages as s
inner join pipelines as p on p.org_id = s.org_id and p.id = s.pipeline_id
where s.org_id = :org_id order by p.is_default desc, p.position, lower(p.name), s.position;

-- name: pipeline_choices
-- Pipelines by name.
select p.id, p.name from pipelines as p where p.org_id = :org_id order by p.is_default desc, p.position, lower(p.name);

-- name: tasks
-- What is still to be done for a lead.
select a.id, a.subject, a.due_at, a.priority, a.assigned_to, coalesce(m.name, m.email) as assignee,
  coalesce(a.due_at < now(), false) as overdue
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.assigned_to
where a.org_id = :org_id and a.lead_id = :id and a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
order by a.due_at nulls last, a.id limit 50;

-- name: any_own
-- Whether there is a lead beside the sample.
select exists (
  select from leads as l
  where l.org_id = :org_id and l.id <> app.uuid_of(:org_id, 'sample lead') and l.deleted_at is null
);
