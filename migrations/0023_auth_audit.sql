-- What happened to accounts. What concerns an organisation is also in its own audit log, where its admins read it.

create table auth.audit_log_entries (
  instance_id uuid,
  id uuid not null default app.uuid7() primary key,
  payload json,
  created_at timestamptz not null default now(),
  ip_address varchar(64) not null default ''
);
comment on table auth.audit_log_entries is 'Sign-ins, sign-outs, recoveries and changes of accounts, for the operator.';
revoke all on auth.audit_log_entries from anon, authenticated;

-- An event of an account: kept for the operator, and in the audit log of the organisation the account works in. seed: AU12
create function auth.log_event(person uuid, event text, org uuid default null, details jsonb default '{}') returns void
language plpgsql
as $$
declare
  place uuid := org;
  before constant text := coalesce(current_setting('comity.user_id', true), '');
begin
  insert into auth.audit_log_entries (payload, ip_address)
  values (
    json_build_object('action', event, 'actor_id', person, 'log_type', 'account', 'traits', details),
    coalesce(app.actor() ->> 'address', ''));
  if event not in ('login', 'login_failed', 'logout', 'user_updated_password', 'user_recovery_requested') then
    return;
  end if;
  if place is null and person is not null then
    select m.org_id into place from auth.membership(person) as m;
  end if;
  if place is not null then
    if event <> 'login_failed' then  -- who did it is the person, though the house writes it down
      perform set_config('comity.user_id', coalesce(person::text, before), true);
    end if;
    perform app.audit_event(
      place,
      case event when 'login' then 'sign_in' when 'login_failed' then 'sign_in_failed' when 'logout' then 'sign_out'
        else 'access' end,
      'users', person, details || jsonb_build_object('event', event, 'user_id', person));
    perform set_config('comity.user_id', before, true);
  end if;
end
$$;
comment on function auth.log_event(uuid, text, uuid, jsonb) is 'Writes what happened to an account into both logs.';
revoke all on function auth.log_event(uuid, text, uuid, jsonb) from anon, authenticated;
