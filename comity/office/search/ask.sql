-- name: people
-- Members by name, for questions that mention one.
select m.user_id as id, lower(m.name) as name from org_members as m
where m.org_id = :org_id and m.deleted_at is null and m.name <> '';

-- name: teams
-- Teams by name.
select t.id, lower(t.name) as name from teams as t where t.org_id = :org_id;

-- name: tags
-- Tags by name.
select t.id, lower(t.name) as name from tags as t where t.org_id = :org_id and t.deleted_at is null;

-- name: organisation
-- What sums are in, and what day it is there.
select o.base_currency, o.timezone from organizations as o where o.org_id = :org_id;

-- name: rates
-- What one unit of each currency is worth in the base currency today.
select c.currency, r.rate
from (select distinct f.currency from app.fx_rates as f) as c
cross join lateral app.fx_rate(:org_id, c.currency, :base::char(3), current_date) as r;
