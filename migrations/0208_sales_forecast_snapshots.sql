-- What was foretold, kept each week, so that it can be held against what came.  seed: D19

create table forecast_snapshots (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  pipeline_id uuid not null,
  month date not null,
  taken_on date not null default current_date,
  p10 numeric(15, 2) not null,
  p50 numeric(15, 2) not null,
  p90 numeric(15, 2) not null,
  weighted_base numeric(15, 2) not null,
  won_base numeric(15, 2) not null,
  open_base numeric(15, 2) not null,
  deals integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint forecast_snapshots_once unique (org_id, pipeline_id, month, taken_on),
  constraint forecast_snapshots_order check (p10 <= p50 and p50 <= p90),
  constraint forecast_snapshots_pipeline foreign key (org_id, pipeline_id) references pipelines (org_id, id) on delete cascade
);
comment on table forecast_snapshots is
  'What a month was expected to bring, as of a day: won so far and likely, with a range that holds eight times of ten, in base
  currency. Not audited: the house reckons it from leads, which are.';
select app.protect('forecast_snapshots', write_roles => '{}', audit => false);
revoke insert, update, delete on forecast_snapshots from authenticated;
