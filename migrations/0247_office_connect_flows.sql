-- People on their way to an outside service and back: what their browser has to bring again, once.

create table app.connect_flows (
  org_id uuid not null,
  state_hash text not null,
  user_id uuid not null,
  session_id uuid,
  provider text not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  primary key (org_id, state_hash)
);
comment on table app.connect_flows is
  'OAuth flows under way: only a hash of the state, and the sealed PKCE verifier and nonce. Taken once, within ten minutes.';
create index connect_flows_created on app.connect_flows (created_at);
grant select, insert, update, delete on app.connect_flows to service_role;
