-- The vault: keys of outside services, sealed. What is sealed never leaves the server: no role of the wire may read it.
-- seed: D31, D33, D68, C17, C29

create table app.vault_keys (
  org_id uuid not null,
  id uuid not null default app.uuid7(),
  wrapped bytea not null,
  master_id text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (org_id, id)
);
comment on table app.vault_keys is
  'Data keys of organisations, each wrapped by the home''s master key; retired ones open what they sealed.';
create unique index vault_keys_current on app.vault_keys (org_id) where retired_at is null;
grant select, insert, update, delete on app.vault_keys to service_role;

create table credentials (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  service text not null constraint credentials_service_form check (service ~ '^[a-z][a-z0-9_-]{0,59}$'),
  hint text not null default '' constraint credentials_hint_length check (length(hint) <= 200),
  sealed bytea not null,
  is_active boolean not null default true,
  last_used_at timestamptz,
  last_tested_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table credentials is
  'Keys of outside services, one set a service: sealed by AES-256-GCM under the organisation''s key. Admins see that they
  are there and how they fare, nobody reads them. Not audited: the log would hold what is sealed; app.vault_put tells.';
create unique index credentials_service_unique on credentials (org_id, service);

select app.protect('credentials', write_roles => '{owner,admin}', read_roles => '{owner,admin}', audit => false);
revoke select, insert, update, delete on credentials from authenticated;
grant select (org_id, id, service, hint, is_active, last_used_at, last_tested_at, last_error, created_at, updated_at,
  created_by) on credentials to authenticated;
grant delete on credentials to authenticated;
grant update (is_active) on credentials to authenticated;

-- Puts a service's sealed keys in the place of those before, as an owner or admin.
create function app.vault_put(service_name text, service_hint text, service_sealed bytea) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  made uuid;
begin
  if auth.role() <> 'service_role' and not coalesce(auth.has_role('owner', 'admin'), false) then
    raise exception 'Only owners and admins keep keys of outside services.' using errcode = '42501';
  end if;
  insert into public.credentials (org_id, service, hint, sealed)
  values (auth.org_id(), service_name, service_hint, service_sealed)
  on conflict (org_id, service) do update
  set hint = excluded.hint, sealed = excluded.sealed, is_active = true, last_error = null, last_tested_at = null
  returning id into made;
  perform app.announce('office.credential_put', made, jsonb_build_object('service', service_name));
  return made;
end
$$;
comment on function app.vault_put(text, text, bytea) is 'Keeps a service''s sealed keys for the caller''s organisation.';
alter function app.vault_put(text, text, bytea) owner to service_role;
revoke all on function app.vault_put(text, text, bytea) from public, anon;
grant execute on function app.vault_put(text, text, bytea) to authenticated, service_role;
