-- What came is kept 30 days; that it came, for as long as its address stands: signatures over a body alone never grow old.

create table app.webhook_seen (
  org_id uuid not null,
  endpoint_id uuid not null,
  mark bytea not null,
  seen_on date not null default current_date,
  primary key (org_id, endpoint_id, mark),
  constraint webhook_seen_endpoint foreign key (org_id, endpoint_id) references public.webhook_endpoints (org_id, id)
    on delete cascade
);
comment on table app.webhook_seen is
  'Messages that came and are kept no more, by 16 bytes of a hash: where the signature holds no time they never count again.';
grant select, insert, delete on app.webhook_seen to service_role;
