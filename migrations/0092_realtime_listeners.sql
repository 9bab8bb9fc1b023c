-- Who listened to changes when the line broke: whoever comes back within a minute is told what happened meanwhile.

create table app.realtime_listeners (
  feed text not null,
  fingerprint bytea not null,
  id uuid not null default app.uuid7(),
  joined_at timestamptz not null default clock_timestamp(),
  left_at timestamptz,
  position pg_lsn,
  primary key (id)
);
comment on table app.realtime_listeners is
  'One row for every channel that follows changes, by the feed that carried it; kept for a minute after its line broke.';
create index realtime_listeners_fingerprint on app.realtime_listeners (fingerprint);

create table app.realtime_feeds (
  feed text primary key,
  position pg_lsn,
  seen_at timestamptz not null default clock_timestamp()
);
comment on table app.realtime_feeds is 'How far each process has told its listeners.';
grant select, insert, update, delete on app.realtime_listeners, app.realtime_feeds to service_role;
