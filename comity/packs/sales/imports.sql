-- name: forget
-- What an earlier rehearsal had against rows; the pipeline may have changed since.
update app.import_rows as r
set action = case when k.kept @> '[{"weight": "row"}]' then 'b' else 'n' end, problems = k.kept,
  data = r.data - '{pipeline_id,stage_id,contact_id}'::text[]
from (
  select i.row_no, jsonb_agg(p.value) filter (where not p.value ? 'matched') as kept
  from app.import_rows as i
  cross join lateral jsonb_array_elements(i.problems) as p
  where i.org_id = :org_id and i.job_id = :job and i.problems @> '[{"matched": true}]'
  group by i.row_no
) as k
where r.org_id = :org_id and r.job_id = :job and r.row_no = k.row_no;

-- name: by_own_id
-- Rows that name a lead by its own id: they were exported from here.
update app.import_rows as r
set action = 'u', record_id = l.id, matched = 'external_id', external_id = null, data = r.data - 'external_id'
from leads as l
where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and length(r.external_id) = 36
  and l.org_id = :org_id and l.deleted_at is null
  and l.id = case when pg_input_is_valid(r.external_id, 'uuid') then r.external_id::uuid end;

-- name: by_external_id
-- Rows whose external id a lead has.
update app.import_rows as r
set action = 'u', record_id = l.id, matched = 'external_id'
from leads as l
where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is not null
  and l.org_id = :org_id and l.external_id = r.external_id and l.integration_id is null
  and l.external_platform is null and l.deleted_at is null;

-- name: by_title
-- Rows with the name, and where they say one the company, of just one lead.
with best as (
  select r.row_no, min(l.id::text)::uuid as id
  from app.import_rows as r
  inner join leads as l on l.org_id = :org_id and l.deleted_at is null
    and l.sort_name = app.sort_key(r.data ->> 'deal_name')
    and (not r.data ? 'company'
      or app.sort_key(l.company) = app.sort_key(left(r.data #>> '{company,name}', 160)))
  where r.org_id = :org_id and r.job_id = :job and r.action = 'n' and r.external_id is null and r.data ? 'deal_name'
  group by r.row_no
  having count(*) = 1
)
update app.import_rows as r
set action = 'u', record_id = b.id, matched = 'name'
from best as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no;

-- name: places
-- Pipeline and stage by name; a stage without a pipeline is the default pipeline's first. Unknown ones are told.
with said as materialized (
  select distinct lower(btrim(r.data ->> 'pipeline')) as pipeline, lower(btrim(r.data ->> 'stage')) as stage
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u') and r.data ?| '{pipeline,stage}'
), found as (
  select s.pipeline, s.stage, p.id as pipeline_id, g.id as stage_id, g.pipeline_id as of_pipeline,
    case when s.pipeline is not null and p.id is null then 'pipeline'
      when s.stage is not null and g.id is null then 'stage' end as unknown
  from said as s
  left join pipelines as p on p.org_id = :org_id and lower(p.name) = s.pipeline
  left join lateral (
    select x.id, x.pipeline_id from stages as x
    inner join pipelines as y on y.org_id = :org_id and y.id = x.pipeline_id
    where x.org_id = :org_id and lower(x.name) = s.stage and (s.pipeline is null or x.pipeline_id = p.id)
    order by y.is_default desc, y.position, y.id limit 1
  ) as g on true
)
update app.import_rows as r
set data = r.data || jsonb_strip_nulls(jsonb_build_object(
    'pipeline_id', coalesce(f.of_pipeline, f.pipeline_id), 'stage_id', f.stage_id)),
  action = case when f.unknown is null then r.action else 'b' end,
  problems = case when f.unknown is null then r.problems else coalesce(r.problems, '[]') || jsonb_build_array(
    jsonb_build_object('column', '', 'value', r.data ->> f.unknown, 'weight', 'row', 'matched', true,
      'reason', case f.unknown when 'stage' then :no_stage::text else :no_pipeline::text end)) end
from found as f
where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u') and r.data ?| '{pipeline,stage}'
  and f.pipeline is not distinct from lower(btrim(r.data ->> 'pipeline'))
  and f.stage is not distinct from lower(btrim(r.data ->> 'stage'));

-- name: stage_names
-- The stages there are, for the sentence about one that is not.
select string_agg(distinct s.name, ', ') as names from stages as s where s.org_id = :org_id;

-- name: pipeline_names
-- The pipelines there are.
select string_agg(p.name, ', ' order by p.position, p.name) as names from pipelines as p where p.org_id = :org_id;

-- name: places_named
-- Stages and pipelines as a file calls them.
select 'stage' as kind, s.id, s.name from stages as s where s.org_id = :org_id
union all
select 'pipeline', p.id, p.name from pipelines as p where p.org_id = :org_id;

-- name: people
-- Whom leads are with: by address, else by a name that only one contact has. An unknown address is told, not refused.
with said as materialized (
  select r.row_no, r.data ->> 'email' as email,
    case when num_nulls(r.data ->> 'last_name', r.data ->> 'first_name') < 2
      then app.sort_key(r.data ->> 'last_name', r.data ->> 'first_name') end as name
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u')
    and r.data ?| '{email,first_name,last_name}'
), found as (
  select s.row_no, s.email, coalesce(
    (select c.id from contacts as c where c.org_id = :org_id and c.email = s.email and c.deleted_at is null),
    (select c.id from contact_points as p
      inner join contacts as c on c.org_id = :org_id and c.id = p.contact_id and c.deleted_at is null
      where p.org_id = :org_id and p.kind = 'email' and p.normalised = s.email order by c.created_at, c.id limit 1),
    (select min(c.id::text)::uuid from contacts as c
      where c.org_id = :org_id and c.sort_name = s.name and c.deleted_at is null and s.email is null
      having count(*) = 1)) as id
  from said as s
)
update app.import_rows as r
set data = case when f.id is null then r.data else r.data || jsonb_build_object('contact_id', f.id) end,
  problems = case when f.id is not null then r.problems else coalesce(r.problems, '[]') || jsonb_build_array(
    jsonb_build_object('column', '', 'weight', 'note', 'matched', true, 'reason', :nobody::text,
      'value', coalesce(f.email, concat_ws(' ', r.data ->> 'first_name', r.data ->> 'last_name')))) end
from found as f
where r.org_id = :org_id and r.job_id = :job and r.row_no = f.row_no;

-- name: wrong
-- Rows whose money no lead can have: in a currency without a rate, below nothing, or with its limits crossed.
with home as (
  select o.base_currency as base from organizations as o where o.org_id = :org_id
), rates as materialized (
  select c.currency, exists (select from home as h, app.fx_rate(:org_id, c.currency::char(3), h.base, current_date)) as known
  from (
    select distinct r.data ->> 'currency' as currency from app.import_rows as r
    where r.org_id = :org_id and r.job_id = :job and r.data ? 'currency'
  ) as c
), bad as (
  select r.row_no, case
    when not x.known and r.data ? 'amount' then replace(:no_rate::text, '{currency}', x.currency)
    when (r.data ->> 'budget_min')::numeric < 0 then :negative::text
    when (r.data ->> 'budget_max')::numeric < (r.data ->> 'budget_min')::numeric then :crossed::text
    end as reason
  from app.import_rows as r
  left join rates as x on x.currency = r.data ->> 'currency'
  where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u') and r.data ?| '{amount,budget_min,budget_max}'
)
update app.import_rows as r
set action = 'b', problems = coalesce(r.problems, '[]') || jsonb_build_array(jsonb_build_object(
  'column', '', 'value', '', 'weight', 'row', 'matched', true, 'reason', b.reason))
from bad as b
where r.org_id = :org_id and r.job_id = :job and r.row_no = b.row_no and b.reason is not null;

-- name: repeated
-- Rows that repeat an earlier one: the same lead, the same external id, or the same in every value.
with firsts as (
  select r.row_no, min(r.row_no) over (partition by case
    when r.action = 'u' then 'record ' || r.record_id
    when r.external_id is not null then 'id ' || r.external_id
    else 'row ' || md5(r.data::text) end) as first_row
  from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and r.action in ('n', 'u')
)
update app.import_rows as r
set action = 'd', twin = f.first_row
from firsts as f
where r.org_id = :org_id and r.job_id = :job and r.row_no = f.row_no and f.first_row < f.row_no;

-- name: unchanged
-- Matched rows that say nothing new.
update app.import_rows as r
set action = '='
from leads as l
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and l.org_id = :org_id and l.id = r.record_id
  and (:skipping or (
    app.import_difference(to_jsonb(l), app.lead_values(r.data), :filling) = '{}'
    and (r.owner_id is null or r.owner_id = l.owner_id or (:filling and l.owner_id is not null))
    and (not r.data ? 'company' or (:filling and l.company is not null)
      or app.sort_key(l.company) = app.sort_key(left(r.data #>> '{company,name}', 160))
      or exists (select from companies as k where k.org_id = :org_id and k.id = l.company_id
        and k.domain = app.registrable_domain(r.data #>> '{company,domain}')))
    and not exists (
      select from jsonb_array_elements_text(r.data -> 'tags') as t (name)
      where not exists (select from tags as g where g.org_id = :org_id and g.id = any (l.tag_ids)
        and lower(g.name) = lower(t.name)))));

-- name: differences
-- What would change: old and new by field.
select r.row_no, e.key as field, to_jsonb(l) -> e.key as old_value, e.value as new_value
from app.import_rows as r
inner join leads as l on l.org_id = :org_id and l.id = r.record_id
cross join lateral jsonb_each(app.import_difference(to_jsonb(l), app.lead_values(r.data), :filling)
  || case when r.data ? 'company' and app.sort_key(l.company) <> app.sort_key(r.data #>> '{company,name}')
    then jsonb_build_object('company', r.data #> '{company,name}') else '{}' end) as e
where r.org_id = :org_id and r.job_id = :job and r.action = 'u' and r.row_no = any (:rows);

-- name: tops
-- Where the top of each column of the board is before any row is loaded: the file's first row will stand above it.
insert into app.import_links (org_id, job_id, relation, value, record_id, label)
select :org_id, :job, 'board', s.id::text, s.id, app.lead_top(:org_id, s.id)::text
from stages as s where s.org_id = :org_id
on conflict do nothing
returning record_id;

-- name: insert_new
-- New leads of a chunk; stage, status and money by the rules that hold for everyone.
insert into leads (
  org_id, id, title, pipeline_id, stage_id, status, company_id, company, contact_id, role, location, budget_min,
  budget_max, amount, currency, expected_close_on, source, description, next_step, lost_reason, closed_at,
  last_contact_at, stage_entered_at, position, tag_ids, custom, external_id, owner_id, team_id, created_at)
select
  :org_id, r.record_id, left(coalesce(d.title, r.data #>> '{company,name}', r.data #>> '{company,domain}',
    nullif(concat_ws(' ', r.data ->> 'first_name', r.data ->> 'last_name'), ''), r.data ->> 'email'), 200),
  g.pipeline_id, g.stage_id, coalesce(d.status, 'open'), coalesce(k.record_id, c.company_id),
  left(coalesce(k.label, c.company_name), 160), d.contact_id, d.role, d.location, d.budget_min, d.budget_max, d.amount,
  d.currency, d.expected_close_on, coalesce(d.source, 'import'), d.description, d.next_step, d.lost_reason,
  d.closed_at, d.last_contact_at, coalesce(d.closed_at, now()), coalesce(b.label::numeric, 0) - 10000000 + r.row_no,
  coalesce(t.ids, '{}'), coalesce(d.custom, '{}'), r.external_id, m.user_id, m.team_id, coalesce(d.created_at, now())
from app.import_rows as r
cross join lateral jsonb_to_record(app.lead_values(r.data)) as d (
  title text, pipeline_id uuid, stage_id uuid, status text, contact_id uuid, role text, location text,
  budget_min numeric, budget_max numeric, amount numeric, currency text, expected_close_on date, source text,
  description text, next_step text, lost_reason text, closed_at timestamptz, last_contact_at timestamptz, custom jsonb,
  created_at timestamptz)
cross join lateral (
  select p.id as pipeline_id, coalesce(d.stage_id, app.stage_for(:org_id, p.id, coalesce(d.status, 'open'))) as stage_id
  from pipelines as p where p.org_id = :org_id
  order by p.id = d.pipeline_id desc nulls last, p.is_default desc, p.position limit 1
) as g
left join app.import_links as k on k.org_id = :org_id and k.job_id = :job and k.relation = 'companies'
  and k.value = (r.data -> 'company')::text
left join app.import_links as b on b.org_id = :org_id and b.job_id = :job and b.relation = 'board'
  and b.record_id = g.stage_id
left join contacts as c on c.org_id = :org_id and c.id = d.contact_id and not r.data ? 'company'
left join org_members as m on m.org_id = :org_id and m.user_id = coalesce(r.owner_id, :owner)
left join lateral (
  select array_agg(distinct l.record_id) as ids from jsonb_array_elements_text(r.data -> 'tags') as e (name)
  inner join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'tags'
    and l.value = lower(e.name)
) as t on true
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'n'
on conflict do nothing;

-- name: parts
-- History, timeline and audit of those leads; rows that were not taken after all.
select created, refused from app.import_lead_parts(:job, :first, :last, :said);

-- name: change
-- Leads of a chunk that are there already; what they held before is kept for undo.
with said as (
  select r.row_no, r.record_id, to_jsonb(o) as now_is,
    app.import_difference(to_jsonb(o), app.lead_values(r.data), :filling)
      || case when k.record_id is not null and not (:filling and o.company is not null)
        and k.record_id is distinct from o.company_id
        then jsonb_build_object('company_id', k.record_id, 'company', left(k.label, 160)) else '{}' end
      || case when r.owner_id is not null and r.owner_id is distinct from o.owner_id
        and not (:filling and o.owner_id is not null)
        then jsonb_build_object('owner_id', r.owner_id) else '{}' end
      || coalesce((select jsonb_build_object('tag_ids', to_jsonb(o.tag_ids || array_agg(distinct l.record_id)))
        from jsonb_array_elements_text(r.data -> 'tags') as e (name)
        inner join app.import_links as l on l.org_id = :org_id and l.job_id = :job and l.relation = 'tags'
          and l.value = lower(e.name)
        where l.record_id <> all (o.tag_ids) having count(*) > 0), '{}') as change
  from app.import_rows as r
  inner join leads as o on o.org_id = :org_id and o.id = r.record_id
  left join app.import_links as k on k.org_id = :org_id and k.job_id = :job and k.relation = 'companies'
    and k.value = (r.data -> 'company')::text
  where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last and r.action = 'u'
)
select m.row_no, m.record_id, m.taken
from (
  select array_agg(s.row_no) as rows, array_agg(s.record_id) as ids, array_agg(s.now_is) as now_are,
    array_agg(s.change) as changes
  from said as s
) as a
cross join lateral app.import_change(:org_id, :job, 'leads', a.rows, a.ids, a.now_are, a.changes) as m;

-- name: tell
-- The timeline of changed leads.
insert into activities (org_id, kind, lead_id, contact_id, company_id, about_kind, about_id, subject, actor_kind)
select :org_id, 'system', l.id, l.contact_id, l.company_id, 'import_jobs', :job, :said, 'import'
from leads as l
where l.org_id = :org_id and l.id = any (:taken);

-- name: nudge
-- A change that changes nothing.
update leads set updated_at = updated_at where org_id = :org_id and id = :id;

-- name: touched
-- Of these leads those that people have worked with since: anything on their timeline that is not an import.
select distinct a.lead_id
from activities as a
where a.org_id = :org_id and a.lead_id = any (:ids) and a.deleted_at is null
  and not (a.kind = 'system' and a.actor_kind = 'import');

-- name: companies_in_use
-- Of these companies those that a lead is with.
select distinct l.company_id from leads as l
where l.org_id = :org_id and l.company_id = any (:ids) and l.deleted_at is null;

-- name: tags_in_use
-- Of these tags those that a lead bears.
select t.id from unnest(:ids::uuid[]) as t (id)
where exists (select from leads as l where l.org_id = :org_id and l.tag_ids @> array[t.id] and l.deleted_at is null);

-- name: labels
-- Names of leads.
select l.id, l.title as label from leads as l where l.org_id = :org_id and l.id = any (:ids);
