-- Organisations: the tenants. One row each, so `org_id` is the whole key; `id` is the same value under the seeds' name.
-- On shards this is a reference table: it is small, every trigger may read it, and a slug stays unique.  seed: A09, A10

create table organizations (
  org_id uuid not null default app.uuid7() primary key,
  id uuid not null generated always as (org_id) stored,
  name text not null constraint organizations_name_length check (length(btrim(name)) between 1 and 200),
  slug text not null constraint organizations_slug_form
    check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  owner_id uuid not null,
  plan text not null default 'starter' constraint organizations_plan_known
    check (plan in ('starter', 'growth', 'scale', 'enterprise')),
  stripe_customer_id text,
  stripe_subscription_id text,
  base_currency char(3) not null default 'USD' constraint organizations_base_currency_form
    check (base_currency ~ '^[A-Z]{3}$'),
  country char(2) not null default 'US' constraint organizations_country_form check (country ~ '^[A-Z]{2}$'),
  timezone text not null default 'UTC',
  language text not null default 'en' constraint organizations_language_form
    check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  visibility text not null default 'all-read' constraint organizations_visibility_known
    check (visibility in ('own', 'team', 'all-read')),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid()
);
comment on table organizations is
  'One row an organisation: its name, plan, base currency, country, timezone, language and who sees whose records.';
comment on column organizations.visibility is
  'Whose records a rep reads: own, team, or all-read (everyone''s). Managers, admins, owners and readonly read all.';
create unique index organizations_slug_unique on organizations (slug);

select app.protect('organizations', write_roles => '{owner,admin}');

-- Born by sign-up, and not to be deleted or handed over over the wire.
revoke insert, delete, update on organizations from authenticated;
grant update (name, slug, base_currency, country, timezone, language, visibility, settings)
on organizations to authenticated;
