-- name: all
-- Every competitor, with how often calls name them and how much of their card is new.
select c.id, c.name, c.summary, c.checked_at, c.changed_at,
  (select count(*) from battle_points as b
    where b.org_id = c.org_id and b.competitor_id = c.id and b.state = 'kept') as points,
  (select count(*) from battle_points as b
    where b.org_id = c.org_id and b.competitor_id = c.id and b.state = 'new') as fresh,
  (select count(distinct s.call_id) from call_signals as s
    where s.org_id = c.org_id and s.kind = 'competitor'
      and lower(s.detail) = any (array(select lower(n) from unnest(c.aliases || c.name) as n))) as calls
from competitors as c
where c.org_id = :org_id and c.deleted_at is null
order by lower(c.name);

-- name: find
-- One competitor.
select c.* from competitors as c where c.org_id = :org_id and c.id = :id and c.deleted_at is null;

-- name: create
-- A new competitor.
insert into competitors (name, aliases, website, summary) values (:name, :aliases::text[], :website, :summary) returning id;

-- name: change
-- What is said of one.
update competitors set name = :name, aliases = :aliases::text[], website = :website, summary = :summary
where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: trash
-- Away with it.
update competitors set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Back again.
update competitors set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null returning id;

-- name: points
-- The lines of a card, refused ones aside.
select b.* from battle_points as b
where b.org_id = :org_id and b.competitor_id = :id and b.state <> 'refused'
order by b.section, b.state = 'new', b.position, b.created_at;

-- name: add_point
-- A line written by hand.
insert into battle_points (competitor_id, section, text, answer) values (:competitor, :section, :text, :answer)
on conflict (org_id, competitor_id, section, text) do update set state = 'kept', answer = excluded.answer
returning id;

-- name: change_point
-- A line in other words, kept or refused.
update battle_points
set text = coalesce(:text, text), answer = coalesce(:answer, answer), state = coalesce(:state, state)
where org_id = :org_id and competitor_id = :competitor and id = :id returning id;

-- name: drop_point
-- Away with a line.
delete from battle_points where org_id = :org_id and competitor_id = :competitor and id = :id returning id;

-- name: find_points
-- Lines found on a page, each with its words; what is known or was refused stays as it is.
insert into battle_points (competitor_id, section, text, state, page_id, url, quote, engine, model, method, confidence)
select :competitor, r.section, r.text, 'new', :page, :url, r.quote, :engine, :model, r.method, r.confidence
from jsonb_to_recordset(:points::jsonb) as r (section text, text text, quote text, method text, confidence real)
on conflict (org_id, competitor_id, section, text) do nothing
returning id;

-- name: pages
-- The pages that are read for a competitor.
select p.id, p.url, p.title, p.problem, p.checked_at, p.changed_at from competitor_pages as p
where p.org_id = :org_id and p.competitor_id = :id order by p.created_at;

-- name: page
-- One of them, with the words it had.
select p.*, c.name from competitor_pages as p
inner join competitors as c on c.org_id = p.org_id and c.id = p.competitor_id and c.deleted_at is null
where p.org_id = :org_id and p.id = :id;

-- name: to_read
-- The pages to read now: one competitor's, or everybody's.
select p.id from competitor_pages as p
inner join competitors as c on c.org_id = p.org_id and c.id = p.competitor_id and c.deleted_at is null
where p.org_id = :org_id and (:competitor::uuid is null or p.competitor_id = :competitor::uuid)
order by p.checked_at nulls first limit 500;

-- name: add_page
-- Another page to read.
insert into competitor_pages (competitor_id, url) values (:competitor, :url)
on conflict (org_id, competitor_id, url) do nothing returning id;

-- name: count_pages
-- How many pages a competitor has.
select count(*) from competitor_pages as p where p.org_id = :org_id and p.competitor_id = :competitor;

-- name: drop_page
-- Read no more.
delete from competitor_pages where org_id = :org_id and competitor_id = :competitor and id = :id returning id;

-- name: page_read
-- The words a page has now.
update competitor_pages
set text = :text, title = :title, problem = null, checked_at = now(),
  changed_at = case when :changed::boolean then now() else changed_at end
where org_id = :org_id and id = :id;

-- name: page_failed
-- Why a page could not be read.
update competitor_pages set problem = :problem, checked_at = now() where org_id = :org_id and id = :id;

-- name: competitor_read
-- When its pages were read last, and changed.
update competitors
set checked_at = now(), changed_at = case when :changed::boolean then now() else changed_at end
where org_id = :org_id and id = :id;

-- name: put_changes
-- What a page says now and did not, or no more.
insert into competitor_changes (competitor_id, page_id, url, change, quote)
select :competitor, :page, :url, r.change, r.quote
from jsonb_to_recordset(:changes::jsonb) as r (change text, quote text)
returning id;

-- name: changes
-- What changed on their pages, newest first.
select x.id, x.url, x.change, x.quote, x.created_at from competitor_changes as x
where x.org_id = :org_id and x.competitor_id = :id order by x.created_at desc, x.change, x.id limit 60;

-- name: announce_change
-- Tells the house of it.
select app.announce('sales.competitor_changed', :id, jsonb_build_object(
  'name', :name::text, 'url', :url::text, 'added', :added::integer, 'removed', :removed::integer));

-- name: watchers
-- Who hears of a change: whoever leads.
select m.user_id from org_members as m
where m.org_id = :org_id and m.role in ('owner', 'admin', 'manager') and m.user_id is not null limit 50;

-- name: mentions
-- Where calls name a competitor, newest first, with the words.
select s.call_id, s.quote, s.span_start, s.value, s.speaker, c.title, c.started_at, l.id as lead_id, l.title as lead
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
left join leads as l on l.org_id = s.org_id and l.id = s.lead_id and l.deleted_at is null
where s.org_id = :org_id and s.kind = 'competitor' and lower(s.detail) = any (:names::text[])
order by c.started_at desc limit 20;

-- name: of_call
-- Competitors a call names, with the first words that do.
select distinct on (k.id) k.id, k.name, s.quote, s.span_start, s.call_id
from call_signals as s
inner join competitors as k on k.org_id = s.org_id and k.deleted_at is null
  and lower(s.detail) = any (array(select lower(n) from unnest(k.aliases || k.name) as n))
where s.org_id = :org_id and s.kind = 'competitor' and s.call_id = :id
order by k.id, s.span_start;

-- name: of_lead
-- Competitors the calls about a lead name, with the latest words that do.
select distinct on (k.id) k.id, k.name, s.quote, s.span_start, s.call_id
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
inner join competitors as k on k.org_id = s.org_id and k.deleted_at is null
  and lower(s.detail) = any (array(select lower(n) from unnest(k.aliases || k.name) as n))
where s.org_id = :org_id and s.kind = 'competitor' and s.lead_id = :id
order by k.id, c.started_at desc, s.span_start;
