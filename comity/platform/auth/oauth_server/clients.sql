-- name: add
-- Another program.
insert into auth.oauth_clients (
  id, client_secret_hash, registration_type, redirect_uris, grant_types, client_name, client_uri, logo_uri, client_type,
  token_endpoint_auth_method
) values (
  :id, :secret_hash, :registration, :redirect_uris::text[], :grant_types::text[], :name, :uri, :logo, :kind, :method);

-- name: find
-- One program.
select * from auth.oauth_clients where id = :id;

-- name: page
-- Programs, newest first.
select * from auth.oauth_clients order by created_at desc, id limit :most offset :skip;

-- name: count
-- How many programs there are.
select count(*) from auth.oauth_clients;

-- name: change
-- What an administrator changed; what was not said stays.
update auth.oauth_clients set
  redirect_uris = coalesce(:redirect_uris::text[], redirect_uris), grant_types = coalesce(:grant_types::text[], grant_types),
  client_name = coalesce(:name, client_name), client_uri = coalesce(:uri, client_uri), logo_uri = coalesce(:logo, logo_uri),
  updated_at = now()
where id = :id;

-- name: set_secret
-- Another secret.
update auth.oauth_clients set client_secret_hash = :secret_hash, updated_at = now() where id = :id;

-- name: remove
-- The program is not known any more; what it was let into is closed.
delete from auth.oauth_clients where id = :id;

-- name: grants
-- Programs a user has let in.
select c.client_id as id, k.client_name, k.client_uri, k.logo_uri, c.scopes, c.granted_at
from auth.oauth_consents as c inner join auth.oauth_clients as k on k.id = c.client_id
where c.user_id = :person order by c.granted_at desc;

-- name: revoke
-- The user takes a program's access back.
with ended as (delete from auth.sessions where user_id = :person and oauth_client_id = :client)
delete from auth.oauth_consents where user_id = :person and client_id = :client;
