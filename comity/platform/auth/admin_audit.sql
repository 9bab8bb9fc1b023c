-- name: page
-- Entries of the accounts' log, newest first, each with the address of whoever it is about.
select
  e.id, e.payload::jsonb || jsonb_build_object('actor_username', coalesce(u.email, '')) as payload, e.created_at, e.ip_address
from auth.audit_log_entries as e
left join auth.users as u on u.id::text = e.payload ->> 'actor_id'
where (:author::text is null or u.email ilike '%' || :author || '%')
  and (:action::text is null or e.payload ->> 'action' ilike '%' || :action || '%')
  and (:type::text is null or e.payload ->> 'log_type' ilike '%' || :type || '%')
order by e.id desc
limit :most offset :skip;

-- name: count
-- How many entries there are.
select count(*)
from auth.audit_log_entries as e
left join auth.users as u on :author::text is not null and u.id::text = e.payload ->> 'actor_id'
where (:author::text is null or u.email ilike '%' || :author || '%')
  and (:action::text is null or e.payload ->> 'action' ilike '%' || :action || '%')
  and (:type::text is null or e.payload ->> 'log_type' ilike '%' || :type || '%');
