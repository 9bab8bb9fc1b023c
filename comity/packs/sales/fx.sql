-- name: put
-- Reference rates of days; what was known of a day is replaced.
insert into app.fx_rates as f (currency, day, per_euro, source)
select r.currency, r.day, r.per_euro, :source
from jsonb_to_recordset(:rows::jsonb) as r (currency char(3), day date, per_euro numeric)
on conflict (currency, day) do update set per_euro = excluded.per_euro, source = excluded.source
where (f.per_euro, f.source) is distinct from (excluded.per_euro, excluded.source);

-- name: latest
-- The newest reference rates and where they are from.
select f.currency, max(f.day) as day from app.fx_rates as f group by f.currency order by f.currency;
