-- Exchange rates: what one unit of a currency was worth on a day. Every amount keeps the rate it was booked at.  seed: I04, IN22

-- Reference rates, the same for every organisation; on shards a reference table. Units of the currency for one euro.
create table app.fx_rates (
  currency char(3) not null constraint fx_rates_currency_form check (currency ~ '^[A-Z]{3}$'),
  day date not null,
  per_euro numeric(20, 8) not null constraint fx_rates_positive check (per_euro > 0),
  source text not null,
  primary key (currency, day)
);
comment on table app.fx_rates is
  'Reference rates by day, as units for one euro: those we ship, and European Central Bank files loaded since.';
grant select on app.fx_rates to anon, authenticated;

-- Rounded to three or four digits from memory, so that a fresh installation can add up mixed currencies
-- without a network. `comity fx FILE` or the scheduled import replaces them by the European Central Bank's own figures.
-- The Gulf's currencies are pegged to the dollar.
insert into app.fx_rates (currency, day, per_euro, source)
select r.currency, d.day, d.per_euro, 'approximate, shipped with Comity'
from (values
  ('EUR', 1.0, 1.0, 1.0), ('USD', 1.03, 1.17, 1.17), ('GBP', 0.83, 0.86, 0.87), ('CHF', 0.94, 0.935, 0.93),
  ('JPY', 163, 170, 184), ('SEK', 11.5, 11.1, 10.9), ('NOK', 11.8, 11.9, 11.6), ('DKK', 7.46, 7.46, 7.47),
  ('PLN', 4.27, 4.25, 4.23), ('CZK', 25.2, 24.7, 24.3), ('HUF', 411, 400, 380), ('RON', 4.97, 5.07, 5.09),
  ('BGN', 1.956, 1.956, 1.956), ('ISK', 144, 142, 146), ('TRY', 36.8, 46.5, 50), ('CAD', 1.49, 1.60, 1.61),
  ('AUD', 1.67, 1.79, 1.72), ('NZD', 1.85, 1.93, 2.02), ('BRL', 6.4, 6.4, 6.3), ('MXN', 21.5, 22.1, 20.8),
  ('CNY', 7.58, 8.4, 8.2), ('HKD', 8.07, 9.2, 9.1), ('SGD', 1.42, 1.49, 1.50), ('KRW', 1530, 1590, 1700),
  ('INR', 89, 100, 105), ('IDR', 16800, 19000, 19600), ('MYR', 4.65, 4.95, 4.75), ('PHP', 60.3, 66, 69),
  ('THB', 35.7, 38.2, 37), ('ZAR', 19.6, 20.8, 19.4), ('ILS', 3.79, 3.95, 3.75),
  ('AED', 3.78, 4.30, 4.30), ('SAR', 3.86, 4.39, 4.39), ('QAR', 3.75, 4.26, 4.26), ('BHD', 0.388, 0.441, 0.441),
  ('OMR', 0.396, 0.451, 0.451)
) as r (currency, winter_2025, summer_2025, winter_2026)
cross join lateral (values
  (date '2025-01-01', r.winter_2025), (date '2025-07-01', r.summer_2025), (date '2026-01-01', r.winter_2026)
) as d (day, per_euro);

-- An organisation's own rates, which win over the reference ones.
create table fx_rates (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  currency char(3) not null constraint fx_rates_own_currency_form check (currency ~ '^[A-Z]{3}$'),
  day date not null default current_date,
  rate numeric(20, 8) not null constraint fx_rates_own_positive check (rate > 0),
  source text not null default 'own' constraint fx_rates_source_length check (length(source) <= 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint fx_rates_unique unique (org_id, currency, day)
);
comment on table fx_rates is
  'An organisation''s own exchange rates: what one unit of the currency is worth in the base currency from that day on.';
select app.protect('fx_rates', write_roles => '{owner,admin,manager}');

-- One unit of `currency` in `base` on a day: the organisation's own rate, else the reference rate, of that day or the
-- last before it; for days before all we know, the first we know. No row when the currency is unknown.
create function app.fx_rate(in_org uuid, currency char(3), base char(3), on_day date)
returns table (rate numeric, day date)
language sql stable
as $$
  with known as (
    (select o.rate, o.day, 1 as choice from public.fx_rates as o
     where o.org_id = in_org and o.currency = fx_rate.currency and o.day <= on_day order by o.day desc limit 1)
    union all
    (select b.per_euro / c.per_euro, least(b.day, c.day), 2
     from lateral (
       select f.per_euro, f.day from app.fx_rates as f where f.currency = fx_rate.currency
       order by f.day > on_day, abs(f.day - on_day) limit 1
     ) as c, lateral (
       select f.per_euro, f.day from app.fx_rates as f where f.currency = fx_rate.base
       order by f.day > on_day, abs(f.day - on_day) limit 1
     ) as b)
  )
  select 1::numeric, on_day where fx_rate.currency = fx_rate.base
  union all
  (select k.rate, k.day from known as k where fx_rate.currency <> fx_rate.base order by k.choice limit 1)
$$;
comment on function app.fx_rate(uuid, char, char, date) is
  'What one unit of a currency is worth in another on a day, and the day that rate is of.';
grant execute on function app.fx_rate(uuid, char, char, date) to authenticated, service_role;
