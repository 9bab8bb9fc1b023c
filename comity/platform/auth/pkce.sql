-- name: challenge
-- A flow waits for its link to be followed.
insert into auth.flow_state (user_id, code_challenge_method, code_challenge, provider_type, authentication_method)
values (:person, :challenge_method::auth.code_challenge_method, :challenge, 'email', :method);

-- name: issue
-- The link was followed: a code for the newest flow of its kind.
update auth.flow_state set auth_code = :auth_code, auth_code_issued_at = now(), updated_at = now()
where id = (
  select f.id from auth.flow_state as f
  where f.user_id = :person and f.authentication_method = :method and f.auth_code is null
    and f.created_at > now() - interval '1 day'
  order by f.created_at desc limit 1
)
returning id;

-- name: issue_now
-- Somebody came back from a provider: a code at once.
insert into auth.flow_state (
  user_id, code_challenge_method, code_challenge, provider_type, authentication_method, auth_code, auth_code_issued_at,
  provider_access_token, provider_refresh_token
) values (
  :person, :challenge_method::auth.code_challenge_method, :challenge, :provider, :method, :auth_code, now(),
  :access_token, :refresh_token);

-- name: take
-- Uses a code up.
delete from auth.flow_state where auth_code = :auth_code
returning user_id, code_challenge, code_challenge_method::text, authentication_method,
  provider_type, provider_access_token, provider_refresh_token,
  auth_code_issued_at > now() - interval '5 minutes' as fresh;
