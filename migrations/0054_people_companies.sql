-- Companies: every business, recognised by its registrable domain.

create table companies (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null,
  domain text,
  website text,
  lifecycle text not null default 'prospect' constraint companies_lifecycle_known
    check (lifecycle in ('subscriber', 'prospect', 'lead', 'customer', 'former')),
  industry text,
  size text constraint companies_size_known check (size in (
    '1', '2-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000', '10001+')),
  year_founded integer constraint companies_year_founded_range check (year_founded between 1000 and 9999),
  annual_revenue numeric(15, 2),
  currency text constraint companies_currency_form check (currency ~ '^[A-Z]{3}$'),
  email text,
  phone text,
  address text,
  postal_code text,
  city text,
  region text,
  country text constraint companies_country_form check (country ~ '^[A-Z]{2}$'),
  timezone text,
  language text constraint companies_language_form check (language ~ '^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  linkedin_url text,
  description text,
  tag_ids uuid[] not null default '{}',
  custom jsonb not null default '{}',
  source text,
  source_id uuid,
  integration_id uuid,
  external_id text,
  external_platform text,
  last_contact_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  sort_name text not null generated always as (app.sort_key(name)) stored,
  search tsvector generated always as (to_tsvector('simple',
    app.words(name || ' ' || coalesce(domain, '') || ' ' || coalesce(city, '') || ' ' || coalesce(industry, '')
      || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '')))) stored,
  primary key (org_id, id),
  constraint companies_name_length check (length(btrim(name)) between 1 and 500),
  constraint companies_text_length check (
    greatest(length(website), length(linkedin_url), length(address)) <= 2000
    and greatest(length(industry), length(postal_code), length(city), length(region), length(timezone), length(email),
      length(phone), length(external_id), length(external_platform), length(source)) <= 500),
  constraint companies_assignees_count check (cardinality(assignee_ids) <= 50)
);
comment on table companies is 'Every business, one row each. domain: the registrable one, unique in the organisation.';
comment on column companies.sort_name is 'What lists sort by: the name without case and accents.';
create unique index companies_external_id_unique on companies (org_id, integration_id, external_platform, external_id)
nulls not distinct where external_id is not null;
create unique index companies_domain_unique on companies (org_id, domain) where domain is not null and deleted_at is null;
create index companies_by_name on companies (org_id, sort_name, id) where deleted_at is null;
create index companies_recent on companies (org_id, created_at desc, id desc) include (owner_id, team_id, assignee_ids)
where deleted_at is null;
create index companies_contacted on companies (org_id, last_contact_at desc nulls last, id desc) where deleted_at is null;
create index companies_search on companies using gin (search);
create index companies_custom on companies using gin (custom jsonb_path_ops);
create index companies_tags on companies using gin (tag_ids);

select app.protect('companies', owner => 'owner_id');
select app.expect_rows('companies');

create function app.company_size(txt text) returns text
language sql immutable parallel safe
as $$
  select case
    when s !~ '^\d{1,9}$' then s
    when s::int <= 1 then '1' when s::int <= 10 then '2-10' when s::int <= 50 then '11-50'
    when s::int <= 200 then '51-200' when s::int <= 500 then '201-500' when s::int <= 1000 then '501-1000'
    when s::int <= 5000 then '1001-5000' when s::int <= 10000 then '5001-10000' else '10001+' end
  from (select nullif(regexp_replace(replace(txt, '–', '-'), '[\s,.]|employees', '', 'gi'), '') as s) as c
$$;
comment on function app.company_size(text) is 'A head count, or a range as people write it, as one of the known ranges.';
grant execute on function app.company_size(text) to authenticated, service_role;

create function app.company_normalise() returns trigger
language plpgsql
as $$
begin
  new.name := btrim(new.name);
  new.country := upper(nullif(btrim(new.country), ''));
  new.currency := upper(nullif(btrim(new.currency), ''));
  new.email := nullif(lower(btrim(new.email)), '');
  new.size := app.company_size(new.size);
  if new.domain is null and new.website is not null and tg_op = 'INSERT' then
    new.domain := new.website;
  end if;
  if new.domain is not null and (tg_op = 'INSERT' or new.domain is distinct from old.domain) then
    new.domain := app.registrable_domain(new.domain);
    if new.domain is null and new.website is null then
      raise exception 'The domain is not a web address.'
        using errcode = '23514', constraint = 'companies_domain_form', column = 'domain';
    elsif app.is_public_mail(new.domain) then
      new.domain := null;
    end if;
  end if;
  if new.phone is not null and new.phone !~ '^\+[1-9][0-9]{5,14}$' then
    new.phone := coalesce(
      app.e164(new.phone, coalesce(new.country, (select o.country from public.organizations as o where o.org_id = new.org_id))),
      nullif(btrim(new.phone), ''));
  end if;
  return new;
end
$$;
create trigger normalise before insert or update on companies
for each row when (current_setting('app.derived', true) is distinct from 'on') execute function app.company_normalise();
create trigger check_custom before insert or update of custom on companies
for each row when (new.custom <> '{}' and current_setting('app.derived', true) is distinct from 'on')
execute function app.check_custom('companies');
