-- How a member appears and likes to read, one profile an organisation. Everyone sees it, its person edits it.  seed: AU15, B15

create table profiles (
  org_id uuid not null default auth.org_id(),
  id uuid not null default auth.uid(),
  full_name text not null default '' constraint profiles_full_name_length check (length(full_name) <= 200),
  title text constraint profiles_title_length check (length(title) <= 200),
  phone text constraint profiles_phone_length check (length(phone) <= 40),
  avatar_url text constraint profiles_avatar_url_form check (avatar_url ~ '^(/|https://)' and length(avatar_url) <= 2000),
  timezone text,
  language text constraint profiles_language_form check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  signature text constraint profiles_signature_length check (length(signature) <= 10000),
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint profiles_member foreign key (org_id, id) references org_members (org_id, user_id)
);
comment on table profiles is 'Name, picture, timezone, language and preferences of a member; id is the user''s id.';

select app.protect('profiles', write_roles => '{owner,admin,manager,rep,technician,readonly}');
revoke insert, delete on profiles from authenticated;
create policy profiles_own on profiles as restrictive for update to authenticated
using (id = auth.uid() or auth.has_role('owner', 'admin'));

-- org_members carries a copy of name and picture: most pages need nothing else.
create function app.profile_shows() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  update public.org_members set name = new.full_name, avatar_url = new.avatar_url
  where org_id = new.org_id and user_id = new.id
    and (name, avatar_url) is distinct from (new.full_name, new.avatar_url);
  return null;
end
$$;
alter function app.profile_shows() owner to service_role;
create trigger profile_shows after insert or update of full_name, avatar_url on profiles
for each row execute function app.profile_shows();

-- Every member has a profile from the first moment.
create function app.member_has_profile() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  insert into public.profiles (org_id, id, full_name) values (new.org_id, new.user_id, left(new.name, 200))
  on conflict (org_id, id) do nothing;
  return null;
end
$$;
alter function app.member_has_profile() owner to service_role;
create trigger member_has_profile after insert on org_members
for each row execute function app.member_has_profile();

-- The office's answer to the platform's question (0020): where a user belongs, and as what.
create or replace function auth.membership(member uuid, org uuid default null)
returns table (
  org_id uuid, org_slug text, org_name text, org_role text, team_id uuid, visibility text,
  full_name text, language text, timezone text
)
language sql stable
as $$
  select
    m.org_id, o.slug, o.name, m.role, m.team_id, o.visibility, m.name,
    coalesce(p.language, o.language), coalesce(p.timezone, o.timezone)
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  left join public.profiles as p on p.org_id = m.org_id and p.id = m.user_id
  where m.user_id = member and m.deleted_at is null
  order by m.org_id = org desc nulls last, m.created_at, m.org_id
  limit 1
$$;

-- Over the wire: which organisations are mine, and working in another one (then refresh the session).
create function public.my_organizations()
returns table (org_id uuid, name text, slug text, role text, is_current boolean)
language sql stable security definer set search_path = pg_catalog
as $$
  select o.org_id, o.name, o.slug, m.role, o.org_id = auth.org_id()
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  where m.user_id = auth.uid() and m.deleted_at is null
  order by lower(o.name)
$$;
comment on function public.my_organizations() is 'The organisations the caller belongs to.';
alter function public.my_organizations() owner to service_role;

create function public.switch_organization(organization uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if not exists (
    select from public.org_members as m
    where m.org_id = organization and m.user_id = auth.uid() and m.deleted_at is null
  ) then
    raise exception 'You are not a member of this organisation.' using errcode = '42501';
  end if;
  update auth.sessions set org_id = organization, updated_at = now()
  where id = (auth.jwt() ->> 'session_id')::uuid and user_id = auth.uid();
  return found;
end
$$;
comment on function public.switch_organization(uuid) is
  'Works in another organisation from the next token on: refresh the session afterwards.';
alter function public.switch_organization(uuid) owner to service_role;
grant execute on function public.my_organizations(), public.switch_organization(uuid) to authenticated, service_role;
