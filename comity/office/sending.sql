-- name: to_send
-- A mail that waits.
select id, recipient, recipient_name, subject, body_text, body_html from mails
where org_id = :org and id = :id and state = 'queued';

-- name: sent
-- The mail server has taken the mail; what it carried need not be kept.
update mails set state = 'sent', sent_at = now(), attempts = attempts + 1, last_error = null, link = null,
  body_text = '', body_html = ''
where org_id = :org and id = :id;

-- name: failed
-- The mail server did not take the mail.
update mails set attempts = attempts + 1, last_error = :reason,
  state = case when :for_good::boolean then 'failed' else state end
where org_id = :org and id = :id;

-- name: given_up
-- Nobody tries it any more.
update mails set state = 'failed', last_error = coalesce(last_error, :reason)
where org_id = :org and id = :id and state = 'queued';

-- name: again
-- A mail that was given up waits once more; how often it was tried.
update mails set state = 'queued', last_error = null
where org_id = :org_id and id = :id and state = 'failed'
returning attempts;
