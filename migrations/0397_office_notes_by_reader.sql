-- A note is written in the language of whoever it is for, though whoever writes it speaks another; to many in one statement.
--   said  {"en": {"title", "body"}, "de": {...}}: the same in every language that Comity speaks, English at least

create function app.notify(
  people uuid[], note_kind text, said jsonb, note_url text, note_table text, note_subject uuid
) returns setof uuid
language sql security definer set search_path = pg_catalog
as $$
  insert into public.notifications (org_id, user_id, kind, title, body, url, subject_table, subject_id)
  select m.org_id, m.user_id, note_kind, w.words ->> 'title', coalesce(w.words ->> 'body', ''), note_url, note_table, note_subject
  from public.org_members as m
  inner join public.organizations as o on o.org_id = m.org_id
  left join public.profiles as p on p.org_id = m.org_id and p.id = m.user_id
  cross join lateral (
    select coalesce(said -> split_part(coalesce(p.language, o.language), '-', 1), said -> 'en') as words) as w
  where m.org_id = auth.org_id() and m.user_id = any (people) and m.deleted_at is null
  order by array_position(people, m.user_id)
  returning id
$$;
comment on function app.notify(uuid[], text, jsonb, text, text, uuid) is
  'Leaves a note for members of the caller''s organisation, for each in their own language.';
alter function app.notify(uuid[], text, jsonb, text, text, uuid) owner to service_role;
revoke execute on function app.notify(uuid[], text, jsonb, text, text, uuid) from public;
grant execute on function app.notify(uuid[], text, jsonb, text, text, uuid) to authenticated, service_role;
