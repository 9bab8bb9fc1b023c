-- Mail the house itself sends: invitations, resets, confirmations. Until a mail server is configured it waits here, where
-- it can be read on the outbox page. Account mail carries secrets, so nobody reads it who could not have the account anyway:
--   admins    mail of the organisation (invitations)
--   owner     account mail of someone who belongs to this organisation alone
--   operator  account mail of someone with several organisations: on no page

create table mails (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null,
  audience text not null default 'admins' constraint mails_audience_known check (audience in ('admins', 'owner', 'operator')),
  recipient text not null constraint mails_recipient_form check (recipient ~ '^[^\s@]+@[^\s@]+$'),
  recipient_name text,
  subject text not null,
  body_text text not null,
  body_html text not null,
  link text,
  state text not null default 'queued' constraint mails_state_known check (state in ('queued', 'sent', 'failed')),
  attempts integer not null default 0,
  last_error text,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table mails is
  'Mail the house sends. Not audited: the log would keep for seven years the secrets that links carry for an hour.';
create index mails_queued on mails (id) where state = 'queued';

select app.protect('mails', write_roles => '{}', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on mails from authenticated;
create policy mails_audience on mails as restrictive for select to authenticated
using (audience = 'admins' or (audience = 'owner' and auth.has_role('owner')));

-- Any verb may post a mail of its organisation; only the house reads account mail back.
create function app.post_mail(
  mail_kind text, mail_audience text, mail_to text, mail_to_name text, mail_subject text,
  mail_text text, mail_html text, mail_link text
) returns uuid
language sql security definer set search_path = pg_catalog
as $$
  insert into public.mails (org_id, kind, audience, recipient, recipient_name, subject, body_text, body_html, link)
  values (
    coalesce(auth.org_id(), '00000000-0000-0000-0000-000000000000'), mail_kind, mail_audience, mail_to,
    mail_to_name, mail_subject, mail_text, mail_html, mail_link)
  returning id
$$;
comment on function app.post_mail(text, text, text, text, text, text, text, text) is
  'Puts a mail of the caller''s organisation into the outbox.';
alter function app.post_mail(text, text, text, text, text, text, text, text) owner to service_role;
grant execute on function app.post_mail(text, text, text, text, text, text, text, text)
to authenticated, service_role;
