-- name: known
-- What is known of leads, for their scores.
select l.id, l.title, l.created_at, c.size, c.annual_revenue::float8 as revenue,
  coalesce(l.amount_base, l.budget_max, l.budget_min)::float8 as worth, l.last_contact_at,
  a.contacts_90, a.inbound_90, s.score as previous, s.scored_by, s.scoring_factors as before,
  s.website_quality_score, s.business_size_score, s.engagement_score, s.fit_score,
  case when e.id is not null then jsonb_build_object(
    'answers', e.website_exists, 'secure', e.has_ssl, 'mobile', e.suits_phone, 'described', e.company_summary <> '',
    'reachable', e.findings @> '[{"field": "email"}]' or e.findings @> '[{"field": "phone"}]',
    'seconds', coalesce(e.page_speed_ms, 99000) / 1000.0) end as site,
  exists (select from lead_contacts as g where g.org_id = l.org_id and g.lead_id = l.id and g.part = 'decision_maker')
    or coalesce(k.is_decision_maker, false) as decider,
  jsonb_strip_nulls(jsonb_build_object(
    'industry', nullif(lower(btrim(c.industry)), ''), 'country', coalesce(c.country, k.country), 'size', c.size,
    'source', nullif(lower(btrim(l.source)), ''))) as traits,
  array(
    select jsonb_build_object('kind', x.kind, 'call_id', x.call_id, 'quote', x.quote, 'start', x.span_start)
    from (
      select distinct on (h.kind) h.kind, h.call_id, h.quote, h.span_start, h.confidence from call_signals as h
      inner join calls as y on y.org_id = h.org_id and y.id = h.call_id and y.deleted_at is null
      where h.org_id = l.org_id and h.lead_id = l.id and h.side = 'customer' and h.polarity >= 0
        and h.kind in ('budget', 'need', 'authority', 'timeline', 'commitment')
      order by h.kind, y.started_at desc, h.confidence desc) as x
    order by x.confidence desc, x.kind limit 3) as heard
from leads as l
left join companies as c on c.org_id = l.org_id and c.id = l.company_id and c.deleted_at is null
left join contacts as k on k.org_id = l.org_id and k.id = l.contact_id and k.deleted_at is null
left join enrichment_data as e on e.org_id = l.org_id and e.company_id = l.company_id
left join lead_scores as s on s.org_id = l.org_id and s.lead_id = l.id
cross join lateral (
  select count(*) as contacts_90, count(*) filter (where x.direction = 'inbound') as inbound_90
  from activities as x where x.org_id = l.org_id and x.lead_id = l.id and x.kind in ('email', 'call', 'sms', 'meeting')
    and x.deleted_at is null and x.occurred_at between now() - interval '90 days' and now()) as a
where l.org_id = :org_id and l.id = any (:leads::uuid[]) and l.deleted_at is null
order by l.id;

-- name: outcomes
-- What became of leads closed in two years: of all, and by each trait they had.
select t.trait, t.value, count(*) filter (where l.status = 'won')::integer as won,
  count(*) filter (where l.status = 'lost')::integer as lost
from leads as l
left join companies as c on c.org_id = l.org_id and c.id = l.company_id
left join contacts as k on k.org_id = l.org_id and k.id = l.contact_id
cross join lateral (values
  ('', ''), ('industry', nullif(lower(btrim(c.industry)), '')), ('country', coalesce(c.country, k.country)),
  ('size', c.size), ('source', nullif(lower(btrim(l.source)), ''))) as t (trait, value)
where l.org_id = :org_id and l.deleted_at is null and l.status in ('won', 'lost') and l.closed_at > now() - interval '2 years'
  and t.value is not null
group by t.trait, t.value;

-- name: usual_worth
-- What a deal won in two years brought in the middle; nothing while there are fewer than three.
select case when count(*) >= 3 then percentile_cont(0.5) within group (order by l.amount_base)::float8 end as usual
from leads as l
where l.org_id = :org_id and l.deleted_at is null and l.status = 'won' and l.amount_base > 0
  and l.closed_at > now() - interval '2 years';

-- name: put
-- Scores; the leads' own fields follow by trigger. What a person said stays.
insert into lead_scores (
  lead_id, score, previous_score, website_quality_score, business_size_score, engagement_score, fit_score, scoring_factors,
  missing, version)
select r.lead_id, r.score, null, r.website_quality_score, r.business_size_score, r.engagement_score, r.fit_score,
  r.scoring_factors, r.missing, r.version
from jsonb_populate_recordset(null::lead_scores, :rows::jsonb) as r
on conflict (org_id, lead_id) do update
set previous_score = lead_scores.score, score = excluded.score, website_quality_score = excluded.website_quality_score,
  business_size_score = excluded.business_size_score, engagement_score = excluded.engagement_score,
  fit_score = excluded.fit_score, scoring_factors = excluded.scoring_factors, missing = excluded.missing,
  version = excluded.version, scored_at = now()
where lead_scores.scored_by = 'ai'
returning id;

-- name: theirs
-- The lead, for whoever may change it.
select l.id from leads as l where l.org_id = :org_id and l.id = :lead and l.deleted_at is null for no key update;

-- name: say
-- A person's own score of a lead they may change.
insert into lead_scores (lead_id, score, scored_by, scorer_id, engine, scoring_notes)
select l.id, :score, 'manual', auth.uid(), 'person', :notes
from leads as l where l.org_id = :org_id and l.id = :lead and l.deleted_at is null
on conflict (org_id, lead_id) do update
set previous_score = lead_scores.score, score = excluded.score, scored_by = 'manual', scorer_id = excluded.scorer_id,
  engine = 'person', scoring_notes = excluded.scoring_notes, scored_at = now()
returning id;

-- name: unsay
-- What a person said no longer holds.
delete from lead_scores where org_id = :org_id and lead_id = :lead and scored_by = 'manual' returning id;

-- name: of_lead
-- A lead's score with what it rests on.
select s.id, s.score, s.tier, s.previous_score, s.website_quality_score, s.business_size_score, s.engagement_score,
  s.fit_score, s.scoring_factors, s.scoring_notes, s.missing, s.complete, s.scored_by, s.engine, s.scored_at, m.name as scorer
from lead_scores as s
left join org_members as m on m.org_id = s.org_id and m.user_id = s.scorer_id
where s.org_id = :org_id and s.lead_id = :lead;

-- name: due
-- Open leads after this one, in order: the night goes through them all.
select l.id from leads as l
where l.org_id = :org_id and l.status in ('open', 'cold') and l.deleted_at is null and l.id > :after::uuid
order by l.id
limit :most;

-- name: unscored
-- Open leads without a score after this one, in order; those that came since then, where a moment is said.
select l.id from leads as l
where l.org_id = :org_id and l.status in ('open', 'cold') and l.deleted_at is null and l.score is null and l.id > :after::uuid
  and (:since::timestamptz is null or l.updated_at >= :since::timestamptz)
order by l.id
limit :most;

-- name: tiers
-- Open leads by tier.
select l.tier, count(*) as leads, coalesce(sum(l.amount_base), 0) as amount_base from leads as l
where l.org_id = :org_id and l.deleted_at is null and l.status in ('open', 'cold') and l.tier is not null
group by l.tier order by l.tier;

-- name: lead_of_call
-- The lead a call was about.
select c.lead_id from calls as c where c.org_id = :org_id and c.id = :call and c.deleted_at is null;
