-- Accounts that people connected with outside services by OAuth: their tokens, sealed.  seed: D29, F20

create table connected_accounts (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid not null default auth.uid(),
  provider text not null constraint connected_accounts_provider_form check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  account text not null default '' constraint connected_accounts_account_length check (length(account) <= 320),
  sealed bytea not null,
  scopes text[] not null default '{}',
  expires_at timestamptz,
  refreshable boolean not null default false,
  state text not null default 'connected' constraint connected_accounts_state_known check (
    state in ('connected', 'reconnect')),
  last_used_at timestamptz,
  last_refreshed_at timestamptz,
  last_error text constraint connected_accounts_error_length check (length(last_error) <= 500),
  refreshing_by uuid,
  refreshing_until timestamptz,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table connected_accounts is
  'A person''s account with an outside service. sealed: access and refresh token under the organisation''s key, read by
  the server alone. refreshing_*: who is renewing the tokens now, and until when others wait. Not audited: the log would
  hold what is sealed; connecting and disconnecting are announced.';
create unique index connected_accounts_person_unique on connected_accounts (org_id, user_id, provider);
create index connected_accounts_due on connected_accounts (expires_at) where state = 'connected';

select app.protect('connected_accounts', write_roles => '{owner,admin,manager,rep,technician,readonly}', audit => false);
revoke select, insert, update, delete on connected_accounts from authenticated;
grant select (org_id, id, user_id, provider, account, scopes, expires_at, refreshable, state, last_used_at,
  last_refreshed_at, last_error, metadata, created_at, updated_at) on connected_accounts to authenticated;
create policy connected_accounts_own on connected_accounts as restrictive for select to authenticated
using (user_id = auth.uid());
