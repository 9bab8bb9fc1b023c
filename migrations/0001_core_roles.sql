-- The three roles every request runs as, and the schemas nobody outside may see into.

do $$
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
exception
  -- Roles belong to the whole server: two databases may be migrated at once.
  when duplicate_object or unique_violation then null;
end
$$;

grant anon, authenticated, service_role to current_user;

create schema if not exists auth;
create schema if not exists app;

comment on schema public is 'The CRM: every table here is reachable over REST and protected by row security.';
comment on schema auth is 'Users, sessions, tokens, and the functions policies ask who is calling.';
comment on schema app is 'Machinery: not exposed to any client.';

revoke create on schema public from public;
grant usage on schema public, auth to anon, authenticated, service_role;
grant usage, create on schema app to service_role;
grant usage on schema app to anon, authenticated;

alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant all on tables to service_role;
alter default privileges in schema app grant all on tables to service_role;
alter default privileges in schema auth grant all on tables to service_role;
alter default privileges in schema public grant usage on sequences to authenticated, service_role;
alter default privileges in schema public grant execute on functions to authenticated, service_role;
alter default privileges in schema auth grant execute on functions to anon, authenticated, service_role;
alter default privileges in schema app grant execute on functions to service_role;
