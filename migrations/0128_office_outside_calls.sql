-- The log of calls that leave the house: to whom, how it went, what it cost; never what was said.

create table outside_calls (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  service text not null,
  method text not null,
  host text not null,
  path text not null default '',
  status integer,
  attempts integer not null default 1,
  ms integer not null default 0,
  cost_usd numeric(12, 6),
  problem text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table outside_calls is
  'Requests to outside services, kept 30 days, without bodies, queries or keys. Not audited: it is a log itself.';
create index outside_calls_of_service on outside_calls (org_id, service, id desc);
select app.protect('outside_calls', write_roles => '{}', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on outside_calls from authenticated;
