-- Everything an organisation keeps about one person, as one document: the right of access and of portability.
-- seed: F37, GD05, GD07

create function public.export_customer_data(customer uuid) returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'exported_at', now(),
    'contact', to_jsonb(c) - '{search,sort_name,org_id,assignee_ids,team_id}'::text[],
    'contact_points', coalesce((
      select jsonb_agg(jsonb_build_object(
        'kind', p.kind, 'label', p.label, 'value', p.value, 'is_primary', p.is_primary,
        'verified_at', p.verified_at) order by p.id)
      from public.contact_points as p where p.org_id = c.org_id and p.contact_id = c.id), '[]'),
    'leads', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', l.id, 'title', l.title, 'status', l.status, 'amount', l.amount, 'currency', l.currency,
        'budget_min', l.budget_min, 'budget_max', l.budget_max, 'location', l.location, 'description', l.description,
        'next_step', l.next_step, 'created_at', l.created_at, 'closed_at', l.closed_at) order by l.id)
      from public.leads as l where l.org_id = c.org_id and l.contact_id = c.id and l.deleted_at is null), '[]'),
    'calls', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', k.id, 'title', k.title, 'direction', k.direction, 'started_at', k.started_at,
        'duration_seconds', k.duration_seconds, 'consent', k.consent, 'recording', k.recording_name,
        'transcript', k.transcript) order by k.id)
      from public.calls as k where k.org_id = c.org_id and k.contact_id = c.id and k.deleted_at is null), '[]'),
    'action_items', coalesce((
      select jsonb_agg(jsonb_build_object(
        'text', i.text, 'assignee', i.assignee_name, 'due_on', i.due_on, 'done', i.done, 'call_id', i.call_id) order by i.id)
      from public.action_items as i
      inner join public.calls as k on k.org_id = i.org_id and k.id = i.call_id
      where i.org_id = c.org_id and k.contact_id = c.id and i.deleted_at is null and k.deleted_at is null), '[]'),
    'activities', coalesce((
      select jsonb_agg(jsonb_build_object(
        'kind', a.kind, 'subject', a.subject, 'body', a.body, 'direction', a.direction, 'status', a.status,
        'occurred_at', a.occurred_at, 'due_at', a.due_at) order by a.id)
      from public.activities as a
      where a.org_id = c.org_id and a.contact_id = c.id and a.deleted_at is null and a.kind <> 'ai'), '[]'),
    'files', coalesce((
      select jsonb_agg(jsonb_build_object(
        'name', f.name, 'media_type', f.media_type, 'size', f.size, 'created_at', f.created_at) order by f.id)
      from public.attachments as f where f.org_id = c.org_id and f.contact_id = c.id and f.deleted_at is null), '[]')
  )
  from public.contacts as c
  where c.org_id = auth.org_id() and c.id = customer
$$;
comment on function public.export_customer_data(uuid) is
  'All an organisation keeps about a contact, as far as the caller sees it; null where there is none. No AI insights.';
revoke execute on function public.export_customer_data(uuid) from public, anon;
grant execute on function public.export_customer_data(uuid) to authenticated, service_role;
