-- The end of an organisation: its owner closes it, for thirty days it can be taken back, then everything of it goes
-- (0086). While it is closed nobody is a member, so every door is shut by the rule that guards them anyway.  seed: A20

alter table organizations add column closed_at timestamptz, add column closed_by uuid;
comment on column organizations.closed_at is 'When its owner deleted it; thirty days later everything of it goes for good.';
comment on column organizations.closed_by is 'The owner who deleted it.';

-- As 0031, and: the last owner may go when the organisation goes, and comes back with it.
create or replace function app.guard_members() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  was_owner constant boolean := old.role = 'owner' and old.deleted_at is null;
  is_owner boolean := false;
  closing constant timestamptz := (select o.closed_at from public.organizations as o where o.org_id = old.org_id);
begin
  if tg_op = 'UPDATE' then
    is_owner := new.role = 'owner' and new.deleted_at is null;
    if (new.user_id, new.org_id, new.id) is distinct from (old.user_id, old.org_id, old.id) then
      raise exception 'A membership stays with its person.' using errcode = '42501';
    end if;
  end if;
  if was_owner <> is_owner and closing is null and auth.role() = 'authenticated'
    and auth.org_role() is distinct from 'owner' then
    raise exception 'Only an owner may make or unmake owners.' using errcode = '42501';
  end if;
  if was_owner and not is_owner and closing is null then
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

create function public.leave_organization() returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  update public.org_members as m set deleted_at = now()
  where m.org_id = auth.org_id() and m.user_id = auth.uid() and m.deleted_at is null;
  if not found then
    raise exception 'You are not a member of this organisation.' using errcode = '42501';
  end if;
  delete from public.api_keys as k where k.org_id = auth.org_id() and k.user_id = auth.uid();
  return true;
end
$$;
comment on function public.leave_organization() is
  'Ends the caller''s own membership; what they did keeps their name. The last owner stays, or deletes the organisation.';

create function public.close_organization(slug text) returns timestamptz
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  closing constant timestamptz := now();
begin
  if auth.org_role() is distinct from 'owner' then
    raise exception 'Only an owner deletes an organisation.' using errcode = '42501';
  end if;
  update public.organizations as o set closed_at = closing, closed_by = auth.uid()
  where o.org_id = auth.org_id() and o.slug = close_organization.slug and o.closed_at is null;
  if not found then
    raise exception 'That is not its short name.' using errcode = '23514', constraint = 'organization_not_confirmed';
  end if;
  update public.org_members as m set deleted_at = closing where m.org_id = auth.org_id() and m.deleted_at is null;
  update public.invitations as i set expires_at = closing
  where i.org_id = auth.org_id() and i.accepted_at is null and i.expires_at > closing;
  return closing + interval '30 days';
end
$$;
comment on function public.close_organization(text) is
  'Deletes the caller''s organisation, whose short name they repeat: nobody can enter any more, for 30 days it can be taken
back, then everything of it goes for good. Owners only. Answers until when.';

create function public.reopen_organization(organization uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  closing timestamptz;
begin
  select o.closed_at into closing from public.organizations as o where o.org_id = organization for update;
  if closing is null or not exists (
    select from public.org_members as m
    where m.org_id = organization and m.user_id = auth.uid() and m.role = 'owner' and m.deleted_at = closing
  ) then
    raise exception 'Only somebody who owned it when it was deleted can take it back.' using errcode = '42501';
  end if;
  update public.org_members as m set deleted_at = null where m.org_id = organization and m.deleted_at = closing;
  update public.organizations as o set closed_at = null, closed_by = null where o.org_id = organization;
  return true;
end
$$;
comment on function public.reopen_organization(uuid) is
  'Takes back an organisation that was deleted, with everybody who belonged to it. For those who owned it.';

alter function public.leave_organization() owner to service_role;
alter function public.close_organization(text) owner to service_role;
alter function public.reopen_organization(uuid) owner to service_role;
revoke all on function public.leave_organization(), public.close_organization(text), public.reopen_organization(uuid)
from public, anon;
grant execute on function public.leave_organization(), public.close_organization(text), public.reopen_organization(uuid)
to authenticated, service_role;
