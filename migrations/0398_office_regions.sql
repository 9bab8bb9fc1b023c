-- English is written in the way of the organisation's country: the day before the month in London, and after it in New York.
-- A language that says its own region (en-NZ) keeps it.

create function app.spoken_in(language text, country text) returns text
language sql immutable parallel safe
as $$
  select case
    when language = 'en' and country = any (
      '{AU,BB,BM,BS,BW,BZ,CA,FJ,GB,GG,GH,GI,HK,IE,IM,IN,JE,JM,KE,MT,MU,MW,NA,NG,NZ,PG,PK,RW,SG,TT,TZ,UG,ZA,ZM,ZW}')
    then 'en-' || country else language end
$$;
comment on function app.spoken_in(text, text) is
  'A language with the region by whose way it is written: English in the country of the organisation, where English is at home.';

create or replace function auth.membership(member uuid, org uuid default null)
returns table (
  org_id uuid, org_slug text, org_name text, org_role text, team_id uuid, visibility text,
  full_name text, language text, timezone text
)
language sql stable
as $$
  select
    m.org_id, o.slug, o.name, m.role, m.team_id, o.visibility, m.name,
    app.spoken_in(coalesce(p.language, o.language), o.country), coalesce(p.timezone, o.timezone)
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  left join public.profiles as p on p.org_id = m.org_id and p.id = m.user_id
  where m.user_id = member and m.deleted_at is null
  order by m.org_id = org desc nulls last, m.created_at, m.org_id
  limit 1
$$;

create or replace function auth.key_holder(hash bytea)
returns table (
  key_id uuid, key_name text, user_id uuid, email text, org_id uuid, org_slug text, org_role text, team_id uuid,
  visibility text, full_name text, language text, timezone text
)
language sql stable
as $$
  select
    k.id, k.name, k.user_id, m.email, m.org_id, o.slug, app.weaker_role(k.role, m.role), m.team_id,
    o.visibility, m.name, app.spoken_in(o.language, o.country), o.timezone
  from public.api_keys as k
  inner join public.org_members as m on m.org_id = k.org_id and m.user_id = k.user_id and m.deleted_at is null
  inner join public.organizations as o on o.org_id = k.org_id
  where k.key_hash = hash and (k.expires_at is null or k.expires_at > now())
$$;
