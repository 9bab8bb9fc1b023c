-- Who belongs to an organisation, in which role and team. A removed member stays as a row with deleted_at, so that names
-- under old records still read.  seed: A08, A19, B15, C03

create table teams (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint teams_name_length check (length(btrim(name)) between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table teams is 'Teams of an organisation: managers edit their team''s records, and visibility may stop at it.';
create unique index teams_name_unique on teams (org_id, lower(name));
select app.protect('teams', write_roles => '{owner,admin}');

create table org_members (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null,
  role text not null default 'rep' constraint org_members_role_known
    check (role in ('owner', 'admin', 'manager', 'rep', 'technician', 'readonly')),
  team_id uuid,
  name text not null default '',
  email text not null,
  avatar_url text,
  invited_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint org_members_user_unique unique (org_id, user_id),
  constraint org_members_team foreign key (org_id, team_id) references teams (org_id, id)
);
comment on table org_members is
  'Members of an organisation, with their role, team, and a copy of their name and address. deleted_at: removed.';
comment on column org_members.role is 'owner, admin, manager, rep (also agent, member), technician or readonly.';
create index org_members_user on org_members (user_id) where deleted_at is null;

select app.protect('org_members', write_roles => '{owner,admin}');

-- A member comes by sign-up or by accepting an invitation; over the wire only role, team and removal may change.
revoke insert, update on org_members from authenticated;
grant update (role, team_id, deleted_at) on org_members to authenticated;

-- Nobody grants above the own role; an organisation always has an owner.  seed: A18, B02
create function app.guard_members() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  was_owner constant boolean := old.role = 'owner' and old.deleted_at is null;
  is_owner boolean := false;
begin
  if tg_op = 'UPDATE' then
    is_owner := new.role = 'owner' and new.deleted_at is null;
    if (new.user_id, new.org_id, new.id) is distinct from (old.user_id, old.org_id, old.id) then
      raise exception 'A membership stays with its person.' using errcode = '42501';
    end if;
  end if;
  if was_owner <> is_owner and auth.role() = 'authenticated' and auth.org_role() is distinct from 'owner' then
    raise exception 'Only an owner may make or unmake owners.' using errcode = '42501';
  end if;
  if was_owner and not is_owner then
    -- one after another: two owners may be unmaking each other at this moment
    perform 1 from public.organizations as o where o.org_id = old.org_id for no key update;
    if not exists (
      select from public.org_members as m
      where m.org_id = old.org_id and m.id <> old.id and m.role = 'owner' and m.deleted_at is null
    ) and exists (select from public.organizations as o where o.org_id = old.org_id) then
      raise exception 'An organisation needs an owner.'
        using errcode = '23514', constraint = 'org_members_last_owner', table = 'org_members';
    end if;
  end if;
  return coalesce(new, old);
end
$$;
alter function app.guard_members() owner to service_role;
create trigger guard_members before update or delete on org_members
for each row execute function app.guard_members();

-- A member's records move with the member to another team: their team_id is a copy (scale.md rule 3).
create function app.member_changed_team() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  owned regclass;
begin
  for owned in select t.tgrelid::regclass from pg_trigger as t where t.tgname = 'fill_team' and not t.tgisinternal loop
    execute format('update %s set team_id = $1 where org_id = $2 and owner_id = $3 and team_id is distinct from $1', owned)
    using new.team_id, new.org_id, new.user_id;
  end loop;
  return null;
end
$$;
alter function app.member_changed_team() owner to service_role;
create trigger member_changed_team after update of team_id on org_members
for each row when (old.team_id is distinct from new.team_id) execute function app.member_changed_team();

create function app.team_dissolves() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  update public.org_members set team_id = null where org_id = old.org_id and team_id = old.id;
  return old;
end
$$;
alter function app.team_dissolves() owner to service_role;
create trigger team_dissolves before delete on teams for each row execute function app.team_dissolves();
