-- name: put
-- Reference rates of days; what was known of a day is replaced.
insert into app.fx_rates as f (currency, day, per_euro, source)
select r.currency, r.day, r.per_euro, :source
from jsonb_to_recordset(:rows::jsonb) as r (currency char(3), day date, per_euro numeric)
on conflict (currency, day) do update set per_euro = excluded.per_euro, source = excluded.source
where (f.per_euro, f.source) is distinct from (excluded.per_euro, excluded.source);

-- name: base
-- The organisation's own currency.
select base_currency from organizations where org_id = :org_id;

-- name: today
-- What one unit of every known currency is worth in the base currency today, since when, and who says so.
select k.currency, r.rate, r.day, coalesce(
  (select o.source from fx_rates as o where o.org_id = :org_id and o.currency = k.currency and o.day = r.day),
  (select f.source from app.fx_rates as f where f.currency = k.currency and f.day = r.day), '') as source,
  exists (select from fx_rates as o where o.org_id = :org_id and o.currency = k.currency and o.day <= current_date) as own,
  (select count(*) from leads as l where l.org_id = :org_id and l.currency = k.currency and l.deleted_at is null
    and l.closed_at is null) as leads
from (
  select f.currency from app.fx_rates as f union select o.currency from fx_rates as o where o.org_id = :org_id
) as k
cross join lateral app.fx_rate(:org_id, k.currency, :base::char(3), current_date) as r
where k.currency <> :base::char(3)
order by own desc, leads desc, k.currency;

-- name: own
-- The organisation's own rates, newest first.
select o.id, o.currency, o.day, o.rate, o.source, coalesce(m.name, m.email) as person
from fx_rates as o
left join org_members as m on m.org_id = o.org_id and m.user_id = o.created_by
where o.org_id = :org_id
order by o.day desc, o.currency limit 200;

-- name: put_own
-- An own rate of a day; one that was there is replaced.
insert into fx_rates (currency, day, rate, source) values (:currency, :day, :rate, :source)
on conflict on constraint fx_rates_unique do update set rate = excluded.rate, source = excluded.source;

-- name: drop_own
-- An own rate goes; the reference rate holds again.
delete from fx_rates where org_id = :org_id and id = :id;
