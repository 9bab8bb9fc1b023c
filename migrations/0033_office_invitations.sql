-- Invitations to an organisation, by a mailed link whose secret is kept hashed.

create table invitations (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  email text not null constraint invitations_email_form check (email ~ '^[^\s@]+@[^\s@]+$' and length(email) <= 255),
  role text not null default 'rep' constraint invitations_role_known
    check (role in ('owner', 'admin', 'manager', 'rep', 'technician', 'readonly')),
  team_id uuid,
  token_hash bytea not null,
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint invitations_team foreign key (org_id, team_id) references teams (org_id, id) on delete cascade
);
comment on table invitations is 'Who was asked to join, in which role; open until accepted, withdrawn or expired.';
create index invitations_token on invitations (token_hash);
create unique index invitations_open_unique on invitations (org_id, lower(email)) where accepted_at is null;

select app.protect('invitations', write_roles => '{owner,admin}', read_roles => '{owner,admin}');
revoke insert, update, select on invitations from authenticated;
grant select (org_id, id, email, role, team_id, expires_at, accepted_at, accepted_by, created_at, updated_at, created_by)
on invitations to authenticated;
grant insert (org_id, id, email, role, team_id, token_hash, expires_at) on invitations to authenticated;
grant update (role, team_id) on invitations to authenticated;

create policy invitations_below_own_role on invitations as restrictive for insert to authenticated
with check (role <> 'owner' or auth.has_role('owner'));
create policy invitations_stay_below on invitations as restrictive for update to authenticated
using (role <> 'owner' or auth.has_role('owner')) with check (role <> 'owner' or auth.has_role('owner'));
create policy invitations_withdrawn_below on invitations as restrictive for delete to authenticated
using (role <> 'owner' or auth.has_role('owner'));
