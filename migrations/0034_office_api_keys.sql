-- Keys for programs. A key acts below the member who made it: never more than that member may, and gone with the member.

create table api_keys (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null default auth.uid(),
  name text not null constraint api_keys_name_length check (length(btrim(name)) between 1 and 100),
  role text not null default 'readonly' constraint api_keys_role_known
    check (role in ('owner', 'admin', 'manager', 'rep', 'technician', 'readonly')),
  prefix text not null,
  key_hash bytea not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint api_keys_member foreign key (org_id, user_id) references org_members (org_id, user_id)
);
comment on table api_keys is 'Keys of programs that act below a member; only a hash of the key is kept.';
create index api_keys_hash on api_keys (key_hash);
create index api_keys_user on api_keys (org_id, user_id);

select app.protect('api_keys', write_roles => '{owner,admin,manager,rep,technician,readonly}');
revoke insert, update, select on api_keys from authenticated;
grant select (org_id, id, user_id, name, role, prefix, last_used_at, expires_at, created_at, updated_at, created_by)
on api_keys to authenticated;
grant insert (org_id, id, name, role, prefix, key_hash, expires_at) on api_keys to authenticated;
grant update (name, expires_at) on api_keys to authenticated;

create policy api_keys_own on api_keys as restrictive for select to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));
create policy api_keys_own_insert on api_keys as restrictive for insert to authenticated with check (user_id = auth.uid());
create policy api_keys_own_update on api_keys as restrictive for update to authenticated using (user_id = auth.uid());
create policy api_keys_own_delete on api_keys as restrictive for delete to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));

-- The weaker of two roles; rep and technician are beside each other.
create function app.weaker_role(one text, other text) returns text
language sql immutable parallel safe
as $$
  select coalesce((
    select r from unnest('{readonly,technician,rep,manager,admin,owner}'::text[]) with ordinality as ranks (r, rank)
    where r in (one, other) order by rank limit 1
  ), 'readonly')
$$;
comment on function app.weaker_role(text, text) is 'Of two roles the one that may do less.';

-- The platform's question about a program's key: below whom does it act, and as what? At most one row.
create function auth.key_holder(hash bytea)
returns table (
  key_id uuid, key_name text, user_id uuid, email text, org_id uuid, org_slug text, org_role text, team_id uuid,
  visibility text, full_name text, language text, timezone text
)
language sql stable
as $$
  select
    k.id, k.name, k.user_id, m.email, m.org_id, o.slug, app.weaker_role(k.role, m.role), m.team_id,
    o.visibility, m.name, o.language, o.timezone
  from public.api_keys as k
  inner join public.org_members as m on m.org_id = k.org_id and m.user_id = k.user_id and m.deleted_at is null
  inner join public.organizations as o on o.org_id = k.org_id
  where k.key_hash = hash and (k.expires_at is null or k.expires_at > now())
$$;
comment on function auth.key_holder(bytea) is 'Whom a program''s key acts below, while that person is a member.';
revoke all on function auth.key_holder(bytea) from anon, authenticated;

-- Notes that a key was used, every few minutes; not a change anybody would want to read in the audit log.
create function auth.key_used(hash bytea) returns void
language sql
set app.derived = 'on'
as $$
  update public.api_keys set last_used_at = now()
  where key_hash = hash and (last_used_at is null or last_used_at < now() - interval '5 minutes')
$$;
comment on function auth.key_used(bytea) is 'Notes when a program''s key was used last.';
revoke all on function auth.key_used(bytea) from anon, authenticated;
