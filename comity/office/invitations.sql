-- name: forget
-- The open invitation to an address gives way to a new one.
delete from invitations where org_id = :org_id and lower(email) = lower(:email) and accepted_at is null;

-- name: invite
-- Asks somebody to join.
insert into invitations (email, role, team_id, token_hash, expires_at)
values (lower(:email), :role, :team, :token_hash, now() + interval '7 days');

-- name: is_member
-- Whether an address belongs to a member already.
select true from org_members where org_id = :org_id and lower(email) = lower(:email) and deleted_at is null;

-- name: open
-- Invitations nobody has answered yet.
select i.id, i.email, i.role, i.team_id, i.expires_at, i.created_at, i.expires_at < now() as expired, m.name as inviter
from invitations as i
left join org_members as m on m.org_id = i.org_id and m.user_id = i.created_by
where i.org_id = :org_id and i.accepted_at is null
order by i.created_at desc;

-- name: withdraw
-- The invitation does not hold any more.
delete from invitations where org_id = :org_id and id = :id and accepted_at is null;

-- name: by_token
-- An open invitation by its secret, and whether its address has an account. As the service.
select
  i.org_id, i.id, i.email, i.role, i.team_id, i.created_by, o.name as organisation, m.name as inviter,
  exists (select from auth.users as u where lower(u.email) = lower(i.email) and not u.is_sso_user) as has_account
from invitations as i
inner join organizations as o on o.org_id = i.org_id
left join org_members as m on m.org_id = i.org_id and m.user_id = i.created_by
where i.token_hash = :token_hash and i.accepted_at is null and i.expires_at > now();

-- name: accept
-- The invitation has been accepted; only one of two at the same moment succeeds.
update invitations set accepted_at = now(), accepted_by = :person
where org_id = :org and id = :id and accepted_at is null and expires_at > now();
