-- Contracts: what is to be signed with a lead or a customer, and how far it is.  seed: D12, ST03, J09, IN04

create table contracts (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  title text not null constraint contracts_title_length check (length(btrim(title)) between 1 and 200),
  lead_id uuid,
  company_id uuid,
  status text not null default 'draft' constraint contracts_status_known
    check (status in ('draft', 'sent', 'signed', 'declined', 'void')),
  status_reason text constraint contracts_status_reason_length check (length(status_reason) <= 1000),
  status_at timestamptz not null default now(),
  envelope_id text constraint contracts_envelope_length check (length(envelope_id) between 1 and 200),
  versions integer not null default 0,
  risk text constraint contracts_risk_known check (risk in ('none', 'low', 'medium', 'high')),
  effective_on date,
  expires_on date,
  renews boolean not null default false,
  notice_by date,
  law text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint contracts_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint contracts_company foreign key (org_id, company_id) references companies (org_id, id)
    on delete set null (company_id)
);
comment on table contracts is 'A contract with a lead or a customer: how far it is, what its latest version says it lives by.';
comment on column contracts.envelope_id is 'The envelope of the signing service whose news change the status.';
comment on column contracts.notice_by is 'The last day to stop the next renewal.';
comment on column contracts.risk is 'The highest risk of a clause in the latest version; null until it was read.';
create index contracts_of_lead on contracts (org_id, lead_id, created_at desc) where deleted_at is null;
create index contracts_of_company on contracts (org_id, company_id, created_at desc) where deleted_at is null;
create index contracts_newest on contracts (org_id, created_at desc, id) where deleted_at is null;
create index contracts_envelope on contracts (org_id, envelope_id) where envelope_id is not null;
select app.protect('contracts', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('contracts');
select storage.follow_records('contracts');

-- Without a lead a contract is seen as its company is; with one it is with the lead's company.
create function app.contract_around() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  c record;
begin
  if new.lead_id is not null then
    if new.company_id is null then
      select l.company_id into new.company_id from public.leads as l where l.org_id = new.org_id and l.id = new.lead_id;
    end if;
  elsif new.company_id is not null then
    select x.owner_id, x.team_id, coalesce(x.assignee_ids, '{}') as assignee_ids into c
    from public.companies as x where x.org_id = new.org_id and x.id = new.company_id;
    if found then
      new.owner_id := c.owner_id;
      new.team_id := c.team_id;
      new.assignee_ids := c.assignee_ids;
    end if;
  end if;
  return new;
end
$$;
alter function app.contract_around() owner to service_role;
create trigger follow_parent_too before insert or update of lead_id, company_id on contracts for each row
when (current_setting('app.derived', true) is distinct from 'on')
execute function app.contract_around();

create function app.companies_lead_contracts() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.contracts
  set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where org_id = new.org_id and company_id = new.id and lead_id is null
    and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
  return null;
end
$$;
alter function app.companies_lead_contracts() owner to service_role;
create trigger lead_contracts_too after update of owner_id, team_id, assignee_ids on companies for each row
when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.companies_lead_contracts();

-- Another status is dated and told, whichever door it came by.
create function app.contract_status() returns trigger
language plpgsql
as $$
begin
  if new.status_at is not distinct from old.status_at then
    new.status_at := now();
  end if;
  perform app.announce('sales.contract_' || new.status, new.id, jsonb_build_object(
    'title', new.title, 'lead_id', new.lead_id, 'company_id', new.company_id, 'owner_id', new.owner_id,
    'reason', new.status_reason));
  return new;
end
$$;
create trigger status_changed before update of status on contracts for each row
when (old.status is distinct from new.status) execute function app.contract_status();
