-- People who can sign in, with the columns Supabase's auth.users has (wire.md 2.5): an application's own triggers, foreign
-- keys and seeds work on it. A user is not a row of any organisation; org_members says where a user belongs.

create table auth.users (
  instance_id uuid,
  id uuid not null default gen_random_uuid() primary key,
  aud varchar(255) default 'authenticated',
  role varchar(255) default 'authenticated',
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  invited_at timestamptz,
  confirmation_token varchar(255) default '',
  confirmation_sent_at timestamptz,
  recovery_token varchar(255) default '',
  recovery_sent_at timestamptz,
  email_change_token_new varchar(255) default '',
  email_change varchar(255) default '',
  email_change_sent_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb default '{}',
  raw_user_meta_data jsonb default '{}',
  is_super_admin boolean,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  phone text default null,
  phone_confirmed_at timestamptz,
  phone_change text default '',
  phone_change_token varchar(255) default '',
  phone_change_sent_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '',
  email_change_confirm_status smallint default 0
    constraint users_email_change_confirm_status_check check (email_change_confirm_status between 0 and 2),
  banned_until timestamptz,
  reauthentication_token varchar(255) default '',
  reauthentication_sent_at timestamptz,
  is_sso_user boolean not null default false,
  deleted_at timestamptz,
  is_anonymous boolean not null default false,
  constraint users_phone_key unique (phone)
);
comment on table auth.users is 'Everyone who can sign in. Membership in organisations is in public.org_members.';
create unique index users_email_partial_key on auth.users (lower(email)) where not is_sso_user;

create table auth.identities (
  provider_id text not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  identity_data jsonb not null,
  provider text not null,
  last_sign_in_at timestamptz,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  email text generated always as (lower(identity_data ->> 'email')) stored,
  id uuid not null default gen_random_uuid() primary key,
  constraint identities_provider_id_provider_unique unique (provider_id, provider)
);
comment on table auth.identities is 'The ways a user can prove to be that user: e-mail, or an account elsewhere.';
create index identities_user_id on auth.identities (user_id);
create index identities_email on auth.identities (email);

-- A user as every answer of the auth service shows one.
create view auth.user_objects as
select
  u.*,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
      'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at,
      'updated_at', i.updated_at, 'email', i.email
    ) order by i.created_at)
    from auth.identities as i where i.user_id = u.id
  ), '[]') as identities
from auth.users as u
where u.deleted_at is null;
comment on view auth.user_objects is 'Users with their identities.';

-- What the platform asks of whoever knows organisations: where does this user belong, and as what? With `org`, that
-- organisation is preferred. Answers no row until the office replaces it (0031), and keeps this signature for ever.
create function auth.membership(member uuid, org uuid default null)
returns table (
  org_id uuid, org_slug text, org_name text, org_role text, team_id uuid, visibility text,
  full_name text, language text, timezone text
)
language sql stable
as $$
  select null::uuid, null::text, null::text, null::text, null::uuid, null::text, null::text, null::text, null::text
  where false
$$;
comment on function auth.membership(uuid, uuid) is 'Where a user belongs and as what; at most one row.';

revoke all on auth.users, auth.identities, auth.user_objects from anon, authenticated;
revoke all on function auth.membership(uuid, uuid) from anon, authenticated;
