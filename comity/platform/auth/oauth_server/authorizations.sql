-- name: ask
-- A program asks for access.
with old as (delete from auth.oauth_authorizations where expires_at < now() - interval '1 day' and session_id is null)
insert into auth.oauth_authorizations (id, client_id, redirect_uri, scope, state, resource, code_challenge, nonce)
values (:id, :client, :redirect_uri, :scope, :state, :resource, :challenge, :nonce);

-- name: find
-- What a program asks for, and who it is.
select a.id, a.client_id, a.user_id, a.redirect_uri, a.scope, a.state, a.status, a.expires_at > now() as fresh,
  c.client_name, c.client_uri, c.logo_uri,
  exists (select from auth.oauth_consents as k where k.user_id = :person and k.client_id = a.client_id and k.scopes = a.scope)
    as agreed_before
from auth.oauth_authorizations as a inner join auth.oauth_clients as c on c.id = a.client_id
where a.id = :id;

-- name: claim
-- Whoever looks at a request first answers it.
update auth.oauth_authorizations set user_id = :person where id = :id and (user_id is null or user_id = :person);

-- name: approve
-- The user agrees: a code for the program.
update auth.oauth_authorizations
set status = 'approved', code_hash = :code_hash, agreed_session_id = :session, expires_at = now() + interval '5 minutes'
where id = :id and user_id = :person and status = 'pending';

-- name: consent
-- What a user has agreed to, for the list of programs.
insert into auth.oauth_consents (user_id, client_id, scopes) values (:person, :client, :scopes)
on conflict (user_id, client_id) do update set scopes = excluded.scopes, granted_at = now();

-- name: deny
-- The user does not agree.
update auth.oauth_authorizations set status = 'denied' where id = :id and user_id = :person and status = 'pending';

-- name: redeem
-- A program comes with a code; two at the same moment take turns.
select a.id, a.client_id, a.user_id, a.redirect_uri, a.scope, a.resource, a.code_challenge, a.nonce, a.status,
  a.session_id,  a.agreed_session_id, a.expires_at > now() as fresh, s.aal::text, s.sso_provider_id, s.org_id
from auth.oauth_authorizations as a
left join auth.sessions as s on s.id = a.agreed_session_id
where a.code_hash = :code_hash for update of a;

-- name: redeemed
-- The code has been used, for this session.
update auth.oauth_authorizations set status = 'used', session_id = :session where id = :id;

-- name: end_session
-- A code came twice: what was opened with it is closed (OAuth 2.1, 4.1.2).
delete from auth.sessions where id = :id;

-- name: open_for
-- The session is a program's, as sure as the one that agreed, in the same organisation.
update auth.sessions
set oauth_client_id = :client, scopes = :scopes, aal = coalesce(:aal::auth.aal_level, 'aal1'), sso_provider_id = :sso,
  resource = :resource
where id = :id;

-- name: client_of
-- Which program a refresh token belongs to.
select s.oauth_client_id from auth.refresh_tokens as r inner join auth.sessions as s on s.id = r.session_id
where r.token = :token;
