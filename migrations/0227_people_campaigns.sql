-- Campaigns and sign-ups: where clients come from. One table for every kind of campaign; rooms add what they need.
-- seed: D41, D42, C40, C41

create table campaigns (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint campaigns_name_length check (length(btrim(name)) between 1 and 200),
  kind text not null default 'tracking' constraint campaigns_kind_known
    check (kind in ('discovery', 'outreach', 'marketing', 'tracking')),
  description text not null default '' constraint campaigns_description_length check (length(description) <= 4000),
  status text not null default 'active' constraint campaigns_status_known
    check (status in ('draft', 'active', 'paused', 'completed')),
  code text constraint campaigns_code_form check (code ~ '^[A-Za-z0-9._-]{1,60}$'),
  cost numeric(18, 2) constraint campaigns_cost_positive check (cost >= 0),
  currency char(3),
  starts_on date,
  ends_on date,
  external_id text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint campaigns_span check (ends_on >= starts_on)
);
comment on table campaigns is
  'Discovery, outreach, marketing, or only tracking; code is what links carry as utm_campaign, so that sign-ups find it.';
create unique index campaigns_code_once on campaigns (org_id, lower(code)) where deleted_at is null;
create unique index campaigns_imported on campaigns (org_id, external_id) where external_id is not null;
select app.protect('campaigns', owner => 'owner_id');

create table signups (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  campaign_id uuid,
  contact_id uuid,
  email text constraint signups_email_length check (length(email) <= 320),
  name text constraint signups_name_length check (length(name) <= 200),
  source text not null default 'direct' constraint signups_source_length check (length(source) between 1 and 200),
  medium text constraint signups_medium_length check (length(medium) <= 200),
  page text constraint signups_page_length check (length(page) <= 2000),
  value numeric(18, 2),
  currency char(3),
  signed_up_at timestamptz not null default now(),
  metadata jsonb not null default '{}',
  external_id text,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint signups_campaign foreign key (org_id, campaign_id) references campaigns (org_id, id)
    on delete set null (campaign_id),
  constraint signups_contact foreign key (org_id, contact_id) references contacts (org_id, id)
    on delete set null (contact_id)
);
comment on table signups is 'Clients who signed up: when, from where, by which campaign. Not accounts of Comity.';
create index signups_of_campaign on signups (org_id, campaign_id, signed_up_at desc);
create index signups_recent on signups (org_id, signed_up_at desc);
create unique index signups_imported on signups (org_id, external_id) where external_id is not null;
select app.protect('signups', owner => 'owner_id');

-- A sign-up that names a known address is that contact's.
create function app.signup_contact() returns trigger
language plpgsql
as $$
begin
  new.email := nullif(lower(btrim(new.email)), '');
  if new.contact_id is null and new.email is not null then
    select c.id into new.contact_id from public.contacts as c
    where c.org_id = new.org_id and lower(c.email) = new.email and c.deleted_at is null limit 1;
  end if;
  return new;
end
$$;
create trigger a_contact before insert or update of email on signups for each row execute function app.signup_contact();
