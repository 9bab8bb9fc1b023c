-- Notes to one person, in the bell of the shell. Only that person reads them; colleagues write them through app.notify,
-- so that nobody can forge one over the wire.  seed: U14

create table notifications (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null,
  kind text not null,
  title text not null,
  body text not null default '',
  url text constraint notifications_url_local check (url ~ '^/([^/\\]|$)'),
  subject_table text,
  subject_id uuid,
  actor_id uuid default auth.uid(),
  read_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table notifications is
  'Notes to one person: what happened, where to look. Not audited: each repeats a fact the log already has.';
create index notifications_of_person on notifications (org_id, user_id, id desc);
create index notifications_unread on notifications (org_id, user_id) where read_at is null;

select app.protect('notifications', write_roles => '{owner,admin,manager,rep,technician,readonly}', audit => false);
revoke insert, update on notifications from authenticated;
grant update (read_at) on notifications to authenticated;
create policy notifications_own on notifications as restrictive for select to authenticated using (user_id = auth.uid());
create policy notifications_own_update on notifications as restrictive for update to authenticated
using (user_id = auth.uid());
create policy notifications_own_delete on notifications as restrictive for delete to authenticated
using (user_id = auth.uid());

create function app.notify(
  note_user uuid, note_kind text, note_title text, note_body text, note_url text,
  note_table text, note_subject uuid
) returns uuid
language sql security definer set search_path = pg_catalog
as $$
  insert into public.notifications (org_id, user_id, kind, title, body, url, subject_table, subject_id)
  select auth.org_id(), m.user_id, note_kind, note_title, note_body, note_url, note_table, note_subject
  from public.org_members as m
  where m.org_id = auth.org_id() and m.user_id = note_user and m.deleted_at is null
  returning id
$$;
comment on function app.notify(uuid, text, text, text, text, text, uuid) is
  'Leaves a note for a member of the caller''s organisation.';
alter function app.notify(uuid, text, text, text, text, text, uuid) owner to service_role;
grant execute on function app.notify(uuid, text, text, text, text, text, uuid) to authenticated, service_role;
