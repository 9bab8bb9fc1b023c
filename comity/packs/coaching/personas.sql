-- name: heard
-- What was held against us in lost deals, by kind: how often, and the latest words.
select o.kind, count(*) as times, count(distinct o.lead_id) as leads, mode() within group (order by o.language) as language,
  (array_agg(o.quote order by o.started_at desc))[1] as latest
from lost_objections as o
where o.org_id = :org_id
group by o.kind
order by times desc, o.kind;

-- name: objections
-- The latest words of some kinds, each with the call it was said in; no sentence twice.
select distinct on (o.kind, lower(o.quote)) o.quote as text, o.kind, o.call_id, o.call, o.turn, o.at_seconds as at, o.started_at
from lost_objections as o
where o.org_id = :org_id and o.kind = any (:kinds) and (:language::text is null or o.language = :language)
order by o.kind, lower(o.quote), o.started_at desc
limit 60;

-- name: all
-- Everybody one can practise with, those made of calls first.
select p.id, p.name, p.role, p.about, p.temper, p.language, p.source, p.objections,
  (select count(*) from roleplays as r where r.org_id = p.org_id and r.persona_id = p.id) as talks
from roleplay_personas as p
where p.org_id = :org_id and p.deleted_at is null
order by p.source = 'sample', p.created_at desc
limit 200;

-- name: find
-- One persona.
select p.id, p.name, p.role, p.about, p.temper, p.language, p.source, p.objections
from roleplay_personas as p
where p.org_id = :org_id and p.id = :id;

-- name: create
-- A new persona.
insert into roleplay_personas (name, role, about, temper, language, source, objections)
values (:name, :role, :about, :temper, :language, :source, :objections::jsonb)
returning id;

-- name: sample
-- The persona that explains itself, once.
insert into roleplay_personas (org_id, id, name, role, about, temper, language, source, objections)
values (:org_id, app.uuid_of(:org_id, 'persona'), :name, :role, :about, 'busy', :language, 'sample', :objections::jsonb)
on conflict do nothing;

-- name: move
-- A persona goes, or comes back; talks with it stay.
update roleplay_personas set deleted_at = case when :gone::boolean then now() end
where org_id = :org_id and id = :id
returning id;
