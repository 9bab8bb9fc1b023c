-- name: replace
-- A new secret of a kind for a user; the one before stops counting.
insert into auth.one_time_tokens (user_id, token_type, token_hash, otp_hash, relates_to, expires_at)
values (:person, :kind::auth.one_time_token_type, :token_hash, :otp_hash, :relates_to, now() + :life::interval)
on conflict on constraint one_time_tokens_user_id_token_type_key do update set
  token_hash = excluded.token_hash, otp_hash = excluded.otp_hash, relates_to = excluded.relates_to,
  expires_at = excluded.expires_at, attempts = 0, created_at = now(), updated_at = now();

-- name: take
-- Uses a link's secret up.
delete from auth.one_time_tokens
where token_hash = :token_hash and token_type::text = any(:kinds::text[])
returning user_id, token_type::text as kind, relates_to, expires_at > now() as fresh;

-- name: guess
-- Counts a guess at a typed code, and tells whether it was right.
update auth.one_time_tokens
set attempts = attempts + 1, updated_at = now()
where lower(relates_to) = lower(:relates_to) and token_type::text = any(:kinds::text[]) and expires_at > now()
  and attempts < 5
returning id, user_id, token_type::text as kind, relates_to, otp_hash = :otp_hash as right_code;

-- name: drop
-- The code has been used.
delete from auth.one_time_tokens where id = :id;

-- name: drop_kinds
-- Secrets that are of no use any more.
delete from auth.one_time_tokens where user_id = :person and token_type::text = any(:kinds::text[]);
