-- name: everything
-- Every plan, what it holds a month and how many organisations have it.
select p.plan, p.call_analyses, p.searches, p.beyond, count(o.org_id) as organisations
from app.plans as p left join organizations as o on o.plan = p.plan
group by p.plan order by array_position(array['starter', 'growth', 'scale', 'enterprise'], p.plan);

-- name: change
-- What a plan holds; what is not given stays.
update app.plans as p
set call_analyses = case when 'call_analyses' = any (:given::text[]) then :analyses::integer else p.call_analyses end,
  searches = case when 'searches' = any (:given::text[]) then :searches::integer else p.searches end,
  beyond = case when 'beyond' = any (:given::text[]) then :beyond else p.beyond end
where p.plan = :plan
returning p.plan, p.call_analyses, p.searches, p.beyond;

-- name: give
-- Another plan for an organisation.
update organizations set plan = :plan
where org_id = (select o.org_id from organizations as o where o.slug = :slug) returning name;
