-- Who is calling: set once, first, for the length of the transaction (scale.md rule 4), read by every policy.

-- One call at the head of every transaction.
--   claims   the token's claims, as Supabase's auth functions and policies expect them in request.jwt.claims
--   actor    {"agent", "address", "user_agent", "request_id", "name"}: what the audit log keeps beside the person
--   request  of the wire, or null: {"method", "path", "headers", "cookies"} as SQL may read them, and "settings", an
--            object of transaction-local settings (read-only, time zone, search path, a function's own)
create function auth.set_claims(claims text, actor text default '', request text default null)
returns void
language plpgsql
as $$
declare
  c constant jsonb := coalesce(nullif(claims, ''), '{}')::jsonb;
  org_role constant text := coalesce(c ->> 'org_role', '');
  visibility constant text := coalesce(c ->> 'visibility', 'all-read');
  team constant text := coalesce(c ->> 'team_id', '');
  r jsonb;
begin
  perform
    set_config('request.jwt.claims', coalesce(claims, ''), true),
    set_config('comity.user_id', coalesce(c ->> 'sub', ''), true),
    set_config('comity.org_id', coalesce(c ->> 'org_id', ''), true),
    set_config('comity.org_role', org_role, true),
    set_config('comity.team_id', team, true),
    set_config('comity.actor', coalesce(actor, ''), true),
    set_config('comity.sees_all', case
      when org_role in ('owner', 'admin', 'manager', 'readonly') then 'on'
      when visibility = 'all-read' and org_role <> '' then 'on'
      else 'off' end, true),
    set_config('comity.sees_team', case when visibility = 'team' then team else '' end, true),
    set_config('comity.edits_all', case
      when org_role in ('owner', 'admin') then 'on'
      when org_role = 'manager' and team = '' then 'on'
      else 'off' end, true),
    set_config('comity.edits_team', case when org_role = 'manager' then team else '' end, true);
  if request is not null then
    r := request::jsonb;
    perform
      set_config('request.method', coalesce(r ->> 'method', ''), true),
      set_config('request.path', coalesce(r ->> 'path', ''), true),
      set_config('request.headers', coalesce(r ->> 'headers', '{}'), true),
      set_config('request.cookies', coalesce(r ->> 'cookies', '{}'), true);
    if r ? 'settings' then
      perform set_config(s.key, s.value, true) from jsonb_each_text(r -> 'settings') as s;
    end if;
  end if;
  perform set_config('role', coalesce(nullif(c ->> 'role', ''), 'anon'), true);
end
$$;
comment on function auth.set_claims(text, text, text) is
  'First statement of every transaction: role, claims and actor, transaction-local.';

create function auth.jwt() returns jsonb
language sql stable parallel safe
as $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
comment on function auth.jwt() is 'All claims of the caller''s token.';

create function auth.uid() returns uuid
language sql stable parallel safe
as $$
  select coalesce(
    nullif(current_setting('comity.user_id', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
comment on function auth.uid() is 'The signed-in person, or null.';

create function auth.org_id() returns uuid
language sql stable parallel safe
as $$
  select coalesce(
    nullif(current_setting('comity.org_id', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org_id'
  )::uuid
$$;
comment on function auth.org_id() is 'The organisation the caller acts in, or null.';

create function auth.role() returns text
language sql stable parallel safe
as $$ select auth.jwt() ->> 'role' $$;
comment on function auth.role() is 'anon, authenticated or service_role.';

create function auth.email() returns text
language sql stable parallel safe
as $$ select auth.jwt() ->> 'email' $$;
comment on function auth.email() is 'The caller''s e-mail address, or null.';

create function auth.org_role() returns text
language sql stable parallel safe
as $$ select nullif(current_setting('comity.org_role', true), '') $$;
comment on function auth.org_role() is 'owner, admin, manager, rep, technician or readonly.';

create function auth.team_id() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('comity.team_id', true), '')::uuid $$;
comment on function auth.team_id() is 'The caller''s team, or null.';

create function auth.sees_all() returns boolean
language sql stable parallel safe
as $$ select current_setting('comity.sees_all', true) = 'on' $$;
comment on function auth.sees_all() is 'May the caller read every record of the organisation?';

create function auth.sees_team() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('comity.sees_team', true), '')::uuid $$;
comment on function auth.sees_team() is 'The team whose records the caller may read beside the caller''s own, or null.';

create function auth.edits_all() returns boolean
language sql stable parallel safe
as $$ select current_setting('comity.edits_all', true) = 'on' $$;
comment on function auth.edits_all() is 'May the caller change every record of the organisation?';

create function auth.edits_team() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('comity.edits_team', true), '')::uuid $$;
comment on function auth.edits_team() is 'The team whose records a manager may change, or null.';

create function auth.has_role(variadic roles text[]) returns boolean
language sql stable parallel safe
as $$ select current_setting('comity.org_role', true) = any (roles) $$;
comment on function auth.has_role(text[]) is 'Is the caller''s role in the organisation one of these?';

create function app.actor() returns jsonb
language sql stable parallel safe
as $$ select coalesce(nullif(current_setting('comity.actor', true), ''), '{}')::jsonb $$;
comment on function app.actor() is 'Agent, address, user agent and request id of the caller, for the audit log.';

grant execute on all functions in schema auth to anon, authenticated, service_role;
grant execute on function app.actor() to anon, authenticated, service_role;
