-- Suspected duplicates: pairs found by a search over the organisation, to be merged or dismissed by a person.

create table duplicates (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  relation text not null constraint duplicates_relation_known check (relation in ('contacts', 'companies')),
  a_id uuid not null,
  b_id uuid not null,
  score integer not null constraint duplicates_score_range check (score between 0 and 100),
  reasons text[] not null default '{}',
  state text not null default 'open' constraint duplicates_state_known check (state in ('open', 'dismissed', 'merged')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint duplicates_pair_unique unique (org_id, relation, a_id, b_id),
  constraint duplicates_order check (a_id < b_id)
);
comment on table duplicates is
  'Pairs of records suspected to be the same, with a score and the reasons. Not audited: found again by every search, and '
  'it holds ids and reasons, no values.';
create index duplicates_open on duplicates (org_id, relation, score desc, id desc) where state = 'open';
select app.protect('duplicates', audit => false);
select app.expect_rows('duplicates');

-- Pairs of contacts that share an e-mail, a phone or name and company. Groups are capped: a switchboard number shared by
-- hundreds says nothing. Blocks come from indexes, so this never compares everybody with everybody.
create function app.suspect_contacts(org uuid, at_most integer default 5000) returns integer
language plpgsql
as $$
declare
  n integer;
begin
  with pairs as (
    select least(p.contact_id, q.contact_id) as a, greatest(p.contact_id, q.contact_id) as b,
      case p.kind when 'email' then 98 else 70 end as score, p.kind as reason
    from (
      select x.kind, x.normalised from contact_points as x where x.org_id = org and x.kind in ('email', 'phone')
      group by x.kind, x.normalised having count(distinct x.contact_id) between 2 and 8
    ) as g
    inner join contact_points as p
      on p.org_id = org and p.kind = g.kind and p.normalised = g.normalised
    inner join contact_points as q
      on q.org_id = org and q.kind = g.kind and q.normalised = g.normalised
        and q.contact_id > p.contact_id
    union all
    select least(c.id, d.id), greatest(c.id, d.id), case when c.last_name is not null then 88 else 60 end, 'name'
    from (
      select x.sort_name, x.company_name, x.city from contacts as x
      where x.org_id = org and x.deleted_at is null and x.full_name is not null
        and coalesce(x.company_name, x.city) is not null
      group by x.sort_name, x.company_name, x.city having count(*) between 2 and 8
    ) as g
    inner join contacts as c on c.org_id = org and c.deleted_at is null and c.sort_name = g.sort_name
      and c.company_name is not distinct from g.company_name and c.city is not distinct from g.city
    inner join contacts as d on d.org_id = org and d.deleted_at is null and d.sort_name = g.sort_name
      and d.company_name is not distinct from g.company_name and d.city is not distinct from g.city and d.id > c.id
  ), scored as (
    select p.a, p.b, least(100, max(p.score) + 6 * (count(distinct p.reason) - 1)) as score,
      array_agg(distinct p.reason) as reasons
    from pairs as p
    inner join contacts as c on c.org_id = org and c.id = p.a and c.deleted_at is null
    inner join contacts as d on d.org_id = org and d.id = p.b and d.deleted_at is null
    group by p.a, p.b
    order by 3 desc limit at_most
  ), kept as (
    insert into duplicates (org_id, relation, a_id, b_id, score, reasons)
    select org, 'contacts', s.a, s.b, s.score, s.reasons from scored as s
    on conflict (org_id, relation, a_id, b_id) do update
    set score = excluded.score, reasons = excluded.reasons where duplicates.state = 'open'
    returning 1
  )
  select count(*) into n from kept;
  return n;
end
$$;

-- Pairs of companies with the same name (a domain is unique already) or the same website host.
create function app.suspect_companies(org uuid, at_most integer default 5000) returns integer
language plpgsql
as $$
declare
  n integer;
begin
  with scored as (
    select c.id as a, d.id as b, case when c.city is not distinct from d.city then 90 else 75 end as score
    from (
      select x.sort_name from companies as x where x.org_id = org and x.deleted_at is null
      group by x.sort_name having count(*) between 2 and 20
    ) as g
    inner join companies as c on c.org_id = org and c.deleted_at is null and c.sort_name = g.sort_name
    inner join companies as d on d.org_id = org and d.deleted_at is null and d.sort_name = g.sort_name and d.id > c.id
    order by 3 desc limit at_most
  ), kept as (
    insert into duplicates (org_id, relation, a_id, b_id, score, reasons)
    select org, 'companies', s.a, s.b, s.score, array['name'] from scored as s
    on conflict (org_id, relation, a_id, b_id) do update set score = excluded.score where duplicates.state = 'open'
    returning 1
  )
  select count(*) into n from kept;
  return n;
end
$$;
grant execute on function app.suspect_contacts(uuid, integer), app.suspect_companies(uuid, integer)
to authenticated, service_role;
