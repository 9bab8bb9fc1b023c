-- What was deleted thirty days ago goes for good, log and all; what stays says only that it was there, and how its audit
-- chain ended, so that a copy of the log that somebody kept can still be checked.  seed: A20, GD06

create table app.ended_organizations (
  organization uuid primary key,
  closed_at timestamptz not null,
  closed_by uuid,
  ended_at timestamptz not null default now(),
  row_count bigint not null,
  audit_rows bigint not null,
  seal_number bigint,
  seal_hash bytea
);
comment on table app.ended_organizations is
  'Organisations that are gone for good: who ended them and when, how much went, and the last link of their audit chain.';
grant select, insert, update on app.ended_organizations to service_role;

create function app.end_organization(in_org uuid) returns bigint
language plpgsql
as $$
declare
  gone bigint;
begin
  insert into app.ended_organizations (organization, closed_at, closed_by, row_count, audit_rows, seal_number, seal_hash)
  select
    o.org_id, o.closed_at, o.closed_by, 0, (select count(*) from public.audit_logs as a where a.org_id = o.org_id),
    s.number, s.hash
  from public.organizations as o
  left join lateral (
    select x.number, x.hash from public.audit_seals as x where x.org_id = o.org_id order by x.number desc limit 1
  ) as s on true
  where o.org_id = in_org and o.closed_at is not null;
  if not found then
    raise exception 'Only an organisation that was deleted goes for good.' using errcode = '42501';
  end if;
  gone := app.remove_organisation(in_org);
  update app.ended_organizations set row_count = gone where organization = in_org;
  return gone;
end
$$;
comment on function app.end_organization(uuid) is 'Everything of a deleted organisation goes for good; how many rows.';
