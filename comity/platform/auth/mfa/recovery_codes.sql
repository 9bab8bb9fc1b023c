-- name: drop
-- Recovery codes are of no use any more.
delete from auth.mfa_recovery_codes where user_id = :person;

-- name: add
-- New recovery codes.
insert into auth.mfa_recovery_codes (user_id, code_hash)
select :person, c.code_hash from unnest(:hashes::text[]) as c (code_hash);

-- name: use
-- Uses a recovery code up.
update auth.mfa_recovery_codes set used_at = now()
where user_id = :person and code_hash = :code_hash and used_at is null returning user_id;

-- name: count
-- How many recovery codes are left.
select count(*) from auth.mfa_recovery_codes where user_id = :person and used_at is null;
