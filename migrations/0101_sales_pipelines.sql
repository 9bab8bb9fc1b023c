-- Pipelines and their stages: the configurable statuses of a lead.  seed: D02, A14

create table pipelines (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint pipelines_name_length check (length(btrim(name)) between 1 and 100),
  position integer not null default 0,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table pipelines is 'Ways of selling, each with its own stages; one is the default for new leads.';
create unique index pipelines_name_unique on pipelines (org_id, lower(name));
create unique index pipelines_default_unique on pipelines (org_id) where is_default;
select app.protect('pipelines', write_roles => '{owner,admin,manager}');

create table stages (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  pipeline_id uuid not null,
  name text not null constraint stages_name_length check (length(btrim(name)) between 1 and 60),
  kind text not null default 'open' constraint stages_kind_known check (kind in ('open', 'won', 'lost')),
  position integer not null default 0,
  probability smallint not null default 0 constraint stages_probability_range check (probability between 0 and 100),
  rotting_days integer constraint stages_rotting_range check (rotting_days between 1 and 3650),
  required_fields text[] not null default '{}' constraint stages_required_known check (required_fields <@ array[
    'company', 'contact_id', 'amount', 'expected_close_on', 'location', 'budget_min', 'source', 'next_step', 'lost_reason'
  ]),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint stages_pipeline foreign key (org_id, pipeline_id) references pipelines (org_id, id) on delete cascade
);
comment on table stages is
  'Columns of a pipeline''s board. Won and lost leads stand in stages of that kind; a lead rots after rotting_days idle.';
comment on column stages.required_fields is 'Fields our pages ask for before a lead enters this stage.';
create unique index stages_name_unique on stages (org_id, pipeline_id, lower(name));
create index stages_in_order on stages (org_id, pipeline_id, position);
select app.protect('stages', write_roles => '{owner,admin,manager}');

-- A pipeline without an open, a won and a lost stage could not hold its leads.
create function app.stages_complete() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and new.kind = old.kind and new.pipeline_id = old.pipeline_id then
    return new;
  elsif current_setting('app.purge', true) = 'on' then
    return old;  -- everything goes
  end if;
  if exists (select from pipelines as p where p.org_id = old.org_id and p.id = old.pipeline_id)
    and not exists (
      select from stages as s
      where s.org_id = old.org_id and s.pipeline_id = old.pipeline_id and s.kind = old.kind and s.id <> old.id
    )
  then
    raise exception 'A pipeline needs at least one open, one won and one lost stage.'
      using errcode = '23514', constraint = 'stages_complete', table = 'stages';
  end if;
  return coalesce(new, old);
end
$$;
create trigger stages_complete before update or delete on stages
for each row execute function app.stages_complete();

-- One default pipeline: choosing another takes it from the first.
create function app.pipelines_one_default() returns trigger
language plpgsql
as $$
begin
  update pipelines set is_default = false where org_id = new.org_id and id <> new.id and is_default;
  return new;
end
$$;
create trigger pipelines_one_default before insert or update of is_default on pipelines
for each row when (new.is_default) execute function app.pipelines_one_default();

-- A pipeline as people expect to find it.
create function app.seed_pipeline(in_org uuid, pipeline uuid, pipeline_name text, as_default boolean default true)
returns void
language sql
as $$
  insert into public.pipelines (org_id, id, name, is_default) values (in_org, pipeline, pipeline_name, as_default)
  on conflict (org_id, id) do nothing;
  insert into public.stages (org_id, id, pipeline_id, name, kind, position, probability, rotting_days, required_fields)
  select
    in_org, app.uuid_of(pipeline, s.name), pipeline, s.name, s.kind, s.position, s.probability, s.rotting_days,
    s.required::text[]
  from (values
    ('New', 'open', 1, 10, 14, '{}'), ('Qualified', 'open', 2, 35, 21, '{}'),
    ('Proposal', 'open', 3, 65, 21, '{amount}'), ('Won', 'won', 4, 100, null, '{}'),
    ('Lost', 'lost', 5, 0, null, '{lost_reason}')
  ) as s (name, kind, position, probability, rotting_days, required)
  on conflict (org_id, id) do nothing
$$;
comment on function app.seed_pipeline(uuid, uuid, text, boolean) is
  'Makes a pipeline with the stages New, Qualified, Proposal, Won and Lost, unless it is there.';
grant execute on function app.seed_pipeline(uuid, uuid, text, boolean) to authenticated, service_role;
