-- What the house keeps about the caller: profile, membership, how they look at things, what they were told and asked.
-- The records they look after come by the function export-user-data, which streams.  seed: F36, GD05

create function public.export_user_data() returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'exported_at', now(),
    'profile', to_jsonb(p) - 'org_id',
    'membership', (
      select jsonb_build_object('role', m.role, 'name', m.name, 'email', m.email, 'since', m.created_at)
      from public.org_members as m where m.org_id = p.org_id and m.user_id = p.id and m.deleted_at is null),
    'saved_views', coalesce((
      select jsonb_agg(jsonb_build_object('name', v.name, 'relation', v.relation, 'query', v.query) order by v.id)
      from public.saved_views as v where v.org_id = p.org_id and v.owner_id = p.id), '[]'),
    'searches', coalesce((
      select jsonb_agg(jsonb_build_object('text', s.text, 'times', s.times, 'last', s.updated_at) order by s.id)
      from public.search_history as s where s.org_id = p.org_id and s.user_id = p.id), '[]'),
    'notifications', coalesce((
      select jsonb_agg(jsonb_build_object(
        'title', n.title, 'body', n.body, 'at', n.created_at, 'read_at', n.read_at) order by n.id)
      from public.notifications as n where n.org_id = p.org_id and n.user_id = p.id), '[]'),
    'feedback', coalesce((
      select jsonb_agg(jsonb_build_object('kind', f.kind, 'body', f.body, 'page', f.page, 'at', f.created_at) order by f.id)
      from public.user_feedback as f where f.org_id = p.org_id and f.user_id = p.id), '[]')
  )
  from public.profiles as p
  where p.org_id = auth.org_id() and p.id = auth.uid()
$$;
comment on function public.export_user_data() is 'What the house keeps about the caller, as one document.';
revoke execute on function public.export_user_data() from public, anon;
grant execute on function public.export_user_data() to authenticated, service_role;
