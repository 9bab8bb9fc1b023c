-- Fills one organisation to the size the claims name: 10,000 companies, 250,000 contacts, 25,000 leads, 1,000,000
-- activities. Run as the superuser with %(org)s and %(user)s; no trigger runs, so what triggers would derive is written here.
set session_replication_role = replica;
select setseed(0.42);

create temporary table words as
select
  (array['Anna','Louis','Clara','Marc','Elena','Jonas','Mila','Hugo','Nora','Paul','Ines','Felix','Ida','Leo','Greta','Max',
    'Julia','Theo','Lena','Oscar','Marie','Adam','Sofia','Emil','Alice','Noah','Rosa','Karl','Eva','Ben'])[1 + n %% 30] as first,
  (array['Weber','Martin','Rossi','Novak','Silva','Keller','Moreau','Bauer','Costa','Lang','Dubois','Fischer','Marin','Roth',
    'Vidal','Brandt','Leroy','Wolf','Serra','Haas','Petit','Kraus','Ricci','Simon','Faure','Horn','Blanc','Voss','Gallo','Frey',
    'Roux','Stein','Conti','Beck','Meyer','Lopez','Hansen'])[1 + (n / 30) %% 37] as last,
  (array['Paris','Berlin','Milano','Lyon','Hamburg','Madrid','Genève','London','Wien','Nice','Porto',
    'Antwerp'])[1 + n %% 12] as city,
  (array['FR','DE','IT','FR','DE','ES','CH','GB','AT','FR','PT','BE'])[1 + n %% 12] as country,
  n
from generate_series(0, 249999) as n;

insert into companies (org_id, id, name, domain, industry, city, country, owner_id, created_at)
select
  %(org)s, app.uuid_of(%(org)s, 'company' || n), 'Maison ' || last || ' ' || n, 'company' || n || '.example', 'Luxury',
  city, country, %(user)s, now() - n * interval '1 minute'
from words where n < 10000;

insert into contacts (
  org_id, id, first_name, last_name, email, phone, company_id, company_name, city, country, lifecycle, status, owner_id,
  last_contact_at, created_at, created_by)
select
  %(org)s, app.uuid_of(%(org)s, 'contact' || n), first, last || case when n %% 7 = 0 then '-' || (n %% 997) else '' end,
  lower(first) || '.' || lower(last) || '.' || n || '@example.com', '+3316' || lpad(n::text, 8, '0'),
  app.uuid_of(%(org)s, 'company' || (n %% 10000)), 'Maison ' || last || ' ' || (n %% 10000), city, country,
  (array['lead', 'customer', 'prospect', 'subscriber'])[1 + n %% 4], (array['active', 'active', 'vip', 'inactive'])[1 + n %% 4],
  %(user)s, now() - (n %% 400) * interval '1 day', now() - n * interval '2 minutes', %(user)s
from words;

insert into contact_points (org_id, contact_id, kind, value, normalised, is_primary, owner_id)
select %(org)s, c.id, 'email', c.email, c.email, true, c.owner_id from contacts as c where c.org_id = %(org)s;
insert into contact_points (org_id, contact_id, kind, value, normalised, is_primary, owner_id)
select %(org)s, c.id, 'phone', c.phone, c.phone, true, c.owner_id from contacts as c where c.org_id = %(org)s;

insert into activities (
  org_id, id, kind, contact_id, subject, body, occurred_at, created_at, owner_id, actor_id)
select
  %(org)s, app.uuid7(), (array['note', 'email', 'call', 'meeting'])[1 + k], app.uuid_of(%(org)s, 'contact' || w.n),
  (array['Visit in ', 'Offer for ', 'Call with ', 'Viewing with '])[1 + k] || w.first || ' ' || w.last,
  'Talked about the villa, the budget and the date of the next meeting in ' || w.city || '.',
  now() - ((w.n * 4 + k) %% 500000) * interval '1 minute', now() - ((w.n * 4 + k) %% 500000) * interval '1 minute',
  %(user)s, %(user)s
from words as w cross join generate_series(0, 3) as k;

insert into leads (
  org_id, id, title, pipeline_id, stage_id, status, contact_id, company_id, company, location, amount, currency, amount_base,
  fx_rate, fx_date, probability, position, open_stage_id, owner_id, last_contact_at, expected_close_on, created_at,
  stage_entered_at, closed_at, lost_reason, rots_at)
select
  %(org)s, app.uuid_of(%(org)s, 'lead' || w.n), 'Villa ' || w.last || ' ' || w.n, s.pipeline_id, s.id,
  case s.kind when 'open' then 'open' else s.kind end, app.uuid_of(%(org)s, 'contact' || w.n),
  app.uuid_of(%(org)s, 'company' || (w.n %% 10000)), 'Maison ' || w.last, w.city, 10000 + (w.n %% 500) * 1000, o.base_currency,
  10000 + (w.n %% 500) * 1000, 1, current_date, s.probability, w.n, case when s.kind = 'open' then s.id end, %(user)s,
  now() - (w.n %% 90) * interval '1 day', current_date + (w.n %% 120), now() - w.n * interval '20 minutes',
  now() - (w.n %% 60) * interval '1 day', case when s.kind <> 'open' then now() - (w.n %% 300) * interval '1 day' end,
  case when s.kind = 'lost' then 'Price' end, now() + interval '10 days'
from words as w
inner join organizations as o on o.org_id = %(org)s
inner join lateral (
  select st.* from stages as st where st.org_id = %(org)s order by st.position limit 1 offset (w.n %% 5)
) as s on true
where w.n < 25000;

drop table words;
set session_replication_role = origin;
