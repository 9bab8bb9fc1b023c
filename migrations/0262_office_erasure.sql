-- A member's own data goes at their word: profile, views, searches, notices, feedback, practice, keys, accounts elsewhere.
-- What they did for the organisation stays its own, under "Erased".  seed: F36, F30, GD06

create function public.delete_user_data() returns jsonb
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := auth.org_id();
  me constant uuid := auth.uid();
  member uuid;
  gone uuid[] := '{}';
  tbl text;
begin
  select m.id into member from public.org_members as m
  where m.org_id = org and m.user_id = me and m.deleted_at is null for update;
  if member is null then
    raise exception 'You are not a member of this organisation.' using errcode = '42501';
  end if;
  perform set_config('app.purge', 'on', true);
  update public.org_members as m set deleted_at = now() where m.org_id = org and m.id = member; -- refused for the last owner
  foreach tbl in array '{api_keys,connected_accounts,notifications,recent_records,search_history,user_feedback,export_jobs,
    background_jobs,training_progress,roleplays,saved_views}'::text[]
  loop
    gone := gone || app.erase_rows(tbl, case when tbl in ('training_progress', 'roleplays', 'saved_views')
      then 'x.owner_id = any ($2)' else 'x.user_id = any ($2)' end, org, array[me]);
  end loop;
  update public.ai_feedback as f set note = null where f.org_id = org and f.user_id = me;
  update public.profiles as p set full_name = 'Erased', title = null, phone = null, avatar_url = null, timezone = null,
    language = null, signature = null, preferences = '{}'
  where p.org_id = org and p.id = me;
  update public.org_members as m set name = 'Erased', avatar_url = null,
    email = 'erased-' || member || '@erased.invalid'
  where m.org_id = org and m.id = member;
  perform app.erase_log(org, gone || member || me);
  perform set_config('app.purge', 'off', true);
  perform app.audit_event(org, 'access', 'erasure', me);
  return jsonb_build_object('member', me, 'records', cardinality(gone));
end
$$;
comment on function public.delete_user_data() is
  'Erases what the house keeps about the caller in this organisation and ends their membership; records they looked after stay
the organisation''s. The last owner is refused.';
alter function public.delete_user_data() owner to service_role;
revoke all on function public.delete_user_data() from public, anon;
grant execute on function public.delete_user_data() to authenticated, service_role;
