-- name: lock
-- Refreshes of one session take turns.
select s.id, s.user_id, s.not_after, s.refreshed_at, s.created_at
from auth.sessions as s
where s.id = (select r.session_id from auth.refresh_tokens as r where r.token = :token)
for no key update of s;

-- name: token
-- A refresh token by its hash.
select id, token, user_id, revoked, parent, session_id, generation, updated_at, now() as now
from auth.refresh_tokens where token = :token;

-- name: active
-- The token of a session that has not been swapped yet.
select id, token, parent, generation from auth.refresh_tokens
where session_id = :session_id and not revoked
order by id desc limit 1;

-- name: revoke
-- The token has been used.
update auth.refresh_tokens set revoked = true, updated_at = now() where id = :id;

-- name: revoke_family
-- Somebody else may hold a token of this session: none of them counts any more.
update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = :session_id and not revoked;

-- name: insert
-- The next token of a session.
insert into auth.refresh_tokens (instance_id, token, user_id, parent, session_id, generation)
values ('00000000-0000-0000-0000-000000000000', :token, :person::uuid::text, :parent, :session_id, :generation);

-- name: next_generation
-- The number of a session's next token.
select coalesce(max(generation) + 1, 0) from auth.refresh_tokens where session_id = :session_id;
