-- name: post
-- Puts a mail of the caller's organisation into the outbox.
select app.post_mail(
  :kind, :audience, :recipient, :recipient_name, :subject, :body_text, :body_html, :link);

-- name: post_account
-- Puts a mail about an account into the outbox of an organisation, as the service.
insert into mails (org_id, kind, audience, recipient, recipient_name, subject, body_text, body_html, link)
values (
  coalesce(:org::uuid, '00000000-0000-0000-0000-000000000000'), :kind, :audience, :recipient, :recipient_name, :subject,
  :body_text, :body_html, :link)
returning id;

-- name: places
-- Where somebody belongs, for the audience and the language of their mail.
select m.org_id, m.name, app.spoken_in(coalesce(p.language, o.language), o.country) as language,
  coalesce(p.timezone, o.timezone) as timezone
from org_members as m
inner join organizations as o on o.org_id = m.org_id
left join profiles as p on p.org_id = m.org_id and p.id = m.user_id
where m.user_id = :person and m.deleted_at is null
order by m.created_at
limit 2;

-- name: outbox
-- Mail of the organisation, newest first.
select id, kind, recipient, recipient_name, subject, link, state, last_error, sent_at, created_at
from mails
where org_id = :org_id and (:before::uuid is null or id < :before)
order by id desc
limit :most;

-- name: find
-- One mail.
select id, kind, recipient, recipient_name, subject, body_text, link, state, last_error, sent_at, created_at
from mails where org_id = :org_id and id = :id;
