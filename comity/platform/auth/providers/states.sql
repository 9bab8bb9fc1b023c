-- name: begin
-- A browser is sent to a provider.
with old as (delete from auth.oauth_states where created_at < now() - interval '1 day')
insert into auth.oauth_states (
  state_hash, provider, nonce, code_verifier, redirect_to, code_challenge, code_challenge_method, linking_user_id,
  invitation, bound
) values (
  :state_hash, :provider, :nonce, :code_verifier, :redirect_to, :challenge,
  :challenge_method::auth.code_challenge_method, :link_to, :invitation, :bound);

-- name: take
-- The browser is back: what it was sent for, once.
delete from auth.oauth_states where state_hash = :state_hash
returning provider, nonce, code_verifier, redirect_to, code_challenge, code_challenge_method::text, linking_user_id,
  invitation, bound, created_at > now() - interval '10 minutes' as fresh;
