-- name: add
-- A factor that does not count yet.
insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, secret)
values (:id, :person, :name, 'totp', :secret);

-- name: of_user
-- Every factor of a user, oldest first.
select id, user_id, friendly_name, factor_type::text, status::text, created_at, updated_at, last_challenged_at
from auth.mfa_factors where user_id = :person order by created_at, id;

-- name: find
-- One factor of a user.
select id, user_id, friendly_name, factor_type::text, status::text, created_at, updated_at, secret, last_step
from auth.mfa_factors where id = :id and user_id = :person;

-- name: lock
-- The same, while its code is looked at: two requests with one code take turns.
select id, user_id, friendly_name, factor_type::text, status::text, secret, last_step
from auth.mfa_factors where id = :id and user_id = :person for update;

-- name: forget_stale
-- Factors that were begun and not finished within five minutes.
delete from auth.mfa_factors where user_id = :person and status = 'unverified' and created_at < now() - interval '5 minutes';

-- name: forget_unverified
-- Factors that were begun: another one is finished.
delete from auth.mfa_factors where user_id = :person and status = 'unverified';

-- name: accept
-- A code was right: the factor counts, and this code and earlier ones are refused from now on.
update auth.mfa_factors set status = 'verified', last_step = :step, updated_at = now() where id = :id;

-- name: rename
-- Another name for a factor.
update auth.mfa_factors set friendly_name = :name, updated_at = now() where id = :id and user_id = :person;

-- name: remove
-- The factor does not count any more.
delete from auth.mfa_factors where id = :id and user_id = :person returning status::text;

-- name: count_verified
-- How many factors count.
select count(*) from auth.mfa_factors where user_id = :person and status = 'verified';

-- name: challenge
-- The factor is asked for a code.
with noted as (update auth.mfa_factors set last_challenged_at = now() where id = :factor returning id)
insert into auth.mfa_challenges (factor_id, ip_address)
select n.id, coalesce(:ip::inet, '0.0.0.0') from noted as n
returning id, extract(epoch from created_at + :life::interval)::bigint as expires_at;

-- name: challenged
-- A challenge of a factor: from where it was asked, and whether it may still be answered.
select id, host(ip_address) as ip, verified_at is not null as used, created_at + :life::interval > now() as fresh
from auth.mfa_challenges where id = :id and factor_id = :factor;

-- name: answered
-- The challenge has been answered; older ones of the factor are of no use any more.
with gone as (delete from auth.mfa_challenges where factor_id = :factor and created_at < now() - interval '1 day')
update auth.mfa_challenges set verified_at = now() where id = :id;

-- name: upgrade_session
-- The session is worth more from now on.
update auth.sessions set aal = 'aal2', factor_id = :factor, cookie_hash = coalesce(:cookie_hash, cookie_hash), updated_at = now()
where id = :id and user_id = :person;

-- name: end_lower
-- Places where only a password was given are signed out.
delete from auth.sessions
where user_id = :person and coalesce(aal, 'aal1') = 'aal1' and id is distinct from :keep::uuid and sso_provider_id is null;

-- name: downgrade
-- Sessions that a removed factor had raised are worth less again.
with lowered as (
  update auth.sessions set aal = 'aal1', factor_id = null, updated_at = now()
  where user_id = :person and (factor_id = :factor or :all_of_them::boolean) returning id
)
delete from auth.mfa_amr_claims as a using lowered as l
where a.session_id = l.id and a.authentication_method in ('totp', 'mfa/recovery_code');
