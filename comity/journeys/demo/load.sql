-- name: begin
-- What follows is derived from the plan: no audit, no facts, no normalising of what is normal already.
select set_config('app.derived', 'on', true);

-- name: go_on
-- What follows is like anything people do.
select set_config('app.derived', 'off', true);

-- name: mark_organisation
-- Says that the whole organisation is the demo's.
update organizations set settings = settings || '{"demo": true}', base_currency = :currency, country = :country,
  timezone = :timezone
where org_id = :org_id;

-- name: price_sample
-- The sample lead lies in the trash, in the demo's own currency: here are better ones.
update leads set currency = :currency, deleted_at = now() where org_id = :org_id and id = app.uuid_of(:org_id, 'sample lead');

-- name: stages
-- The default pipeline's stages by name.
select p.id as pipeline_id, s.name, s.id from pipelines as p
inner join stages as s on s.org_id = p.org_id and s.pipeline_id = p.id
where p.org_id = :org_id and p.is_default order by s.position;

-- name: members
-- Who may own what is made.
select m.user_id, coalesce(nullif(m.name, ''), m.email) as name, m.team_id from org_members as m
where m.org_id = :org_id and m.deleted_at is null and m.role <> 'readonly' order by m.created_at, m.id;

-- name: team
-- A team, once.
insert into teams (org_id, name) values (:org_id, :name)
on conflict (org_id, lower(name)) do update set name = excluded.name returning id;

-- name: tags
-- Tags that are not there yet.
insert into tags (org_id, id, name, color)
select :org_id, r.id, r.name, r.color from jsonb_populate_recordset(null::tags, :rows::jsonb) as r
on conflict do nothing;

-- name: tag_ids
-- The organisation's tags by name.
select t.id, t.name from tags as t where t.org_id = :org_id and t.deleted_at is null;

-- name: companies
-- Companies.
insert into companies (
  org_id, id, name, domain, website, industry, size, lifecycle, country, city, language, email, source, owner_id, team_id,
  created_at, updated_at, created_by)
select :org_id, r.id, r.name, r.domain, r.website, r.industry, r.size, r.lifecycle, r.country, r.city, r.language, r.email,
  r.source, r.owner_id, r.team_id, r.created_at, r.created_at, r.owner_id
from jsonb_populate_recordset(null::companies, :rows::jsonb) as r;

-- name: contacts
-- Contacts.
insert into contacts (
  org_id, id, first_name, last_name, title, email, phone, company_id, company_name, is_decision_maker, country, city,
  language, currency, lifecycle, status, source, owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, r.first_name, r.last_name, r.title, r.email, r.phone, r.company_id, r.company_name,
  r.is_decision_maker, r.country, r.city, r.language, r.currency, r.lifecycle, r.status, r.source, r.owner_id, r.team_id,
  r.created_at, r.created_at, r.owner_id
from jsonb_populate_recordset(null::contacts, :rows::jsonb) as r;

-- name: taken_mails
-- Addresses the organisation's own contacts have already.
select c.email from contacts as c where c.org_id = :org_id and c.email is not null;

-- name: taken_domains
-- Domains the organisation's own companies have already.
select c.domain from companies as c where c.org_id = :org_id and c.domain is not null;

-- name: points
-- E-mails and phones of the contacts.
insert into contact_points (
  org_id, id, contact_id, kind, value, normalised, is_primary, owner_id, team_id, created_at, updated_at)
select :org_id, r.id, r.contact_id, r.kind, r.value, r.normalised, true, r.owner_id, r.team_id, r.created_at, r.created_at
from jsonb_populate_recordset(null::contact_points, :rows::jsonb) as r;

-- name: taggings
-- Who bears which tag.
insert into taggings (org_id, id, tag_id, contact_id, owner_id, team_id)
select :org_id, r.id, r.tag_id, r.contact_id, r.owner_id, r.team_id
from jsonb_populate_recordset(null::taggings, :rows::jsonb) as r
on conflict do nothing;

-- name: leads
-- Leads; the table's rules reckon rates, weights and when each rots.
insert into leads (
  org_id, id, title, pipeline_id, stage_id, status, company_id, company, contact_id, role, location, budget_min, budget_max,
  amount, currency, fx_date, probability, expected_close_on, source, next_step, lost_reason, stage_entered_at,
  open_stage_id, closed_at, position, owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, r.title, r.pipeline_id, r.stage_id, r.status, r.company_id, r.company, r.contact_id, r.role,
  r.location, r.budget_min, r.budget_max, r.amount, r.currency, r.fx_date, r.probability, r.expected_close_on, r.source,
  r.next_step, r.lost_reason, r.stage_entered_at, r.open_stage_id, r.closed_at, r.position, r.owner_id, r.team_id,
  r.created_at, r.updated_at, r.owner_id
from jsonb_populate_recordset(null::leads, :rows::jsonb) as r;

-- name: lead_stages
-- The stages each lead went through.
insert into lead_stages (
  org_id, id, lead_id, stage_id, stage, from_stage_id, from_stage, status, amount_base, reason, moved_by, entered_at,
  owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, r.lead_id, r.stage_id, r.stage, r.from_stage_id, r.from_stage, r.status, l.amount_base, r.reason,
  r.moved_by, r.entered_at, r.owner_id, r.team_id, r.created_at, r.created_at, r.moved_by
from jsonb_populate_recordset(null::lead_stages, :rows::jsonb) as r
inner join leads as l on l.org_id = :org_id and l.id = r.lead_id;

-- name: activities
-- The timeline and the tasks.
insert into activities (
  org_id, id, kind, contact_id, company_id, lead_id, subject, body, direction, status, priority, assigned_to, due_at,
  completed_at, occurred_at, duration_seconds, actor_id, metadata, owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, r.kind, r.contact_id, r.company_id, r.lead_id, r.subject, r.body, r.direction, r.status,
  coalesce(r.priority, 'normal'), r.assigned_to, r.due_at, r.completed_at, r.occurred_at, r.duration_seconds, r.actor_id,
  coalesce(r.metadata, '{}'), r.owner_id, r.team_id, r.created_at, r.created_at, r.actor_id
from jsonb_populate_recordset(null::activities, :rows::jsonb) as r;

-- name: calls
-- Calls with their words.
insert into calls (
  org_id, id, lead_id, contact_id, company_id, title, direction, started_at, duration_seconds, consent, language,
  transcript, source, owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, r.lead_id, r.contact_id, r.company_id, r.title, r.direction, r.started_at, r.duration_seconds,
  r.consent, r.language, r.transcript, 'demo', r.owner_id, r.team_id, r.started_at, r.started_at, r.owner_id
from jsonb_populate_recordset(null::calls, :rows::jsonb) as r;

-- name: calls_on_timeline
-- The same calls as entries of the timeline.
insert into activities (
  org_id, id, kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, direction, occurred_at,
  duration_seconds, actor_id, owner_id, team_id, created_at, updated_at, created_by)
select :org_id, r.id, 'call', r.contact_id, r.company_id, r.lead_id, r.call_id, 'calls', r.call_id, r.subject, r.direction,
  r.occurred_at, r.duration_seconds, r.actor_id, r.owner_id, r.team_id, r.occurred_at, r.occurred_at, r.actor_id
from jsonb_populate_recordset(null::activities, :rows::jsonb) as r;

-- name: health
-- Scores of deal health in the past.
insert into deal_health_scores (
  org_id, id, lead_id, cause, score, previous_score, reasons, version, stage_id, owner_id, team_id, created_at, updated_at)
select :org_id, r.id, r.lead_id, r.cause, r.score, r.previous_score, r.reasons, r.version, r.stage_id, r.owner_id, r.team_id,
  r.created_at, r.created_at
from jsonb_populate_recordset(null::deal_health_scores, :rows::jsonb) as r;

-- name: is_own
-- Whether the whole organisation is the demo's.
select o.settings @> '{"demo": true}' from organizations as o where o.org_id = :org_id;

-- name: health_of_yesterday
-- What was reckoned just now is yesterday's: calls that are heard now change it.
update deal_health_scores as h set created_at = now() - interval '25 hours', updated_at = now() - interval '25 hours'
where h.org_id = :org_id and app.is_demo(h.lead_id) and h.created_at > now() - interval '1 hour';

-- name: health_on_leads
-- The latest score rides on the lead.
update leads as l set health_score = h.score, health_color = h.color, health_partial = not h.complete, health_at = h.created_at,
  health_likelihood = h.likelihood,
  health_warnings = coalesce((select array_agg(w.value ->> 'code') from jsonb_array_elements(h.warnings) as w), '{}')
from (
  select distinct on (x.lead_id) x.lead_id, x.score, x.color, x.complete, x.created_at, x.likelihood, x.warnings
  from deal_health_scores as x where x.org_id = :org_id and app.is_demo(x.lead_id)
  order by x.lead_id, x.created_at desc) as h
where l.org_id = :org_id and l.id = h.lead_id;

-- name: calls_to_hear
-- Tells that this seller's calls can be heard; the engine hears them as it hears any other.
select app.announce('comms.call_added', c.id, jsonb_build_object(
  'call_id', c.id, 'lead_id', c.lead_id, 'contact_id', c.contact_id, 'title', c.title))
from calls as c
where c.org_id = :org_id and c.owner_id = :user_id and c.source = 'demo' and app.is_demo(c.id)
order by c.started_at;

-- name: present
-- Whether the organisation holds demo records.
select exists (select from contacts as c where c.org_id = :org_id and app.is_demo(c.id));
