-- Whose rights end is told the moment it is committed, beside the log: a flood in the log must not hold it up.

create function realtime.tell_standing() returns trigger
language plpgsql set search_path = pg_catalog
as $$
begin
  perform pg_notify('comity_standing', 'standing ' || (to_jsonb(old) ->> tg_argv[0]));
  return null;
end
$$;
comment on function realtime.tell_standing() is
  'Tells every process the id of a person, session or organisation whose rights may have changed; sockets ask again.';

create trigger standing_told after update of role, team_id, deleted_at or delete on org_members
for each row execute function realtime.tell_standing('user_id');
create trigger standing_told after delete on auth.sessions
for each row execute function realtime.tell_standing('id');
create trigger standing_told_banned after update of banned_until, deleted_at on auth.users
for each row when ((old.banned_until, old.deleted_at) is distinct from (new.banned_until, new.deleted_at))
execute function realtime.tell_standing('id');
create trigger standing_told after delete on auth.users
for each row execute function realtime.tell_standing('id');
create trigger standing_told after update of role, expires_at or delete on api_keys
for each row execute function realtime.tell_standing('user_id');
create trigger standing_told after update of visibility on organizations
for each row when (old.visibility is distinct from new.visibility)
execute function realtime.tell_standing('org_id');
