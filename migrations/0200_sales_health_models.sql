-- What an organisation's own outcomes teach its deal health: written by the house, one row each time it learned.  seed: F09, AG05

create table deal_health_models (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  version text not null,
  won integer not null,
  lost integer not null,
  scored integer not null,
  base_rate double precision not null,
  spread double precision not null,
  shift double precision not null,
  slope double precision not null,
  stages jsonb not null default '[]',
  weights jsonb not null default '[]',
  errors jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table deal_health_models is
  'What won and lost deals of this organisation say about the signs of deal health, shrunk towards the house''s prior while '
  'they are few. Not audited: the house reckons it from leads and scores, which are.';
comment on column deal_health_models.weights is
  'Each sign: {"code", "prior", "own", "trust", "points", "won", "lost"}; points = prior + trust * (own - prior).';
comment on column deal_health_models.stages is 'Each stage: {"stage_id", "name", "prior", "won", "lost", "rate"}.';
comment on column deal_health_models.spread is 'How far signs here lie from the prior, in logits squared, from the data itself.';
create index deal_health_models_newest on deal_health_models (org_id, created_at desc);
select app.protect('deal_health_models', write_roles => '{}', audit => false);
revoke insert, update, delete on deal_health_models from authenticated;
