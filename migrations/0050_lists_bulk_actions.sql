-- Changes to many records at once, remembered well enough to be taken back.  owner: office/lists

create table bulk_actions (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  relation text not null,
  verb text not null constraint bulk_actions_verb_known
    check (verb in ('set', 'assign', 'tag', 'untag', 'trash', 'restore')),
  changes jsonb not null default '{}',
  query text,
  state text not null default 'running' constraint bulk_actions_state_known
    check (state in ('running', 'done', 'failed', 'undoing', 'undone')),
  total integer not null default 0,
  done integer not null default 0,
  undone integer not null default 0,
  kept jsonb not null default '[]',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table bulk_actions is
  'A change to many records at once: what was asked, how far it came, and, after undo, what was kept and why. '
  'Not audited: every record it changes is.';
create index bulk_actions_recent on bulk_actions (org_id, created_at desc, id desc);
select app.protect('bulk_actions', owner => 'owner_id', audit => false);
comment on column bulk_actions.kept is
  'Records that undo left alone because someone touched them since: [{"id": ..., "relation": ...}].';

-- Old and new values, one row a record; not exposed. Audit would keep the same a second time.
create table app.bulk_changes (
  org_id uuid not null,
  action_id uuid not null,
  relation text not null,
  record_id uuid not null,
  old_values jsonb,
  new_values jsonb,
  primary key (org_id, action_id, relation, record_id),
  foreign key (org_id, action_id) references bulk_actions (org_id, id) on delete cascade
);
comment on table app.bulk_changes is 'What a bulk action changed: null old values were created by it, null new values deleted.';
alter table app.bulk_changes enable row level security;
alter table app.bulk_changes force row level security;
create policy bulk_changes_own on app.bulk_changes to authenticated
using (org_id = auth.org_id()) with check (org_id = auth.org_id());
grant select, insert, delete on app.bulk_changes to authenticated, service_role;

-- The columns a bulk action may set: those that exist and are not the record's identity.
create function app.bulk_columns(relation text, changes jsonb) returns text[]
language plpgsql stable
as $$
declare
  wanted text[];
  known text[];
begin
  select array_agg(k order by k) into wanted from jsonb_object_keys(changes) as k;
  select array_agg(a.attname::text order by a.attname) into known
  from pg_attribute as a
  where a.attrelid = to_regclass(format('public.%I', relation)) and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = '' and a.attname = any (wanted)
    and a.attname <> all ('{org_id,id,created_at,created_by,updated_at}');
  if wanted is null or wanted is distinct from known then
    raise exception 'These columns cannot be changed.'
      using errcode = '42703', constraint = 'bulk_columns_known', detail = coalesce(array_to_string(wanted, ', '), '');
  end if;
  return known;
end
$$;

-- Sets columns on the records with these ids that the caller may change, and remembers what they held.
create function app.bulk_set(action uuid, rel text, ids uuid[], changes jsonb) returns integer
language plpgsql
as $$
declare
  cols constant text[] := app.bulk_columns(rel, changes);
  -- custom fields not named keep their values
  pairs constant text := (
    select string_agg(case c when 'custom' then 'custom = jsonb_strip_nulls(t.custom || r.custom)'
      else format('%I = r.%I', c, c) end, ', ') from unnest(cols) as c);
  olds constant text := (select string_agg(format('%L, t.%I', c, c), ', ') from unnest(cols) as c);
  touched integer;
begin
  execute format(
    'with before as (select t.id, jsonb_build_object(%s) as old_values from public.%I as t'
    '   where t.org_id = $1 and t.id = any ($2) for update), '
    'after as (update public.%I as t set %s from before, jsonb_populate_record(null::public.%I, $3) as r'
    '   where t.org_id = $1 and t.id = before.id returning t.id, jsonb_build_object(%s) as new_values) '
    'insert into app.bulk_changes (org_id, action_id, relation, record_id, old_values, new_values) '
    'select $1, $4, $5, a.id, b.old_values, a.new_values from after as a inner join before as b on b.id = a.id '
    'returning 1', olds, rel, rel, pairs, rel, olds)
  using auth.org_id(), ids, changes, action, rel;
  get diagnostics touched = row_count;
  return touched;
end
$$;

-- Puts back up to `batch` records of an action; those whose values changed since are kept. Returns what it kept.
create function app.bulk_undo(action uuid, batch integer default 2000) returns table (handled integer, kept jsonb)
language plpgsql
as $$
declare
  c record;
  cols text[];
begin
  handled := 0;
  kept := '[]';
  for c in
    select b.relation, b.old_values is null as created, array_agg(b.record_id) as ids,
      (array_agg(b.new_values))[1] as sample
    from (
      select * from app.bulk_changes as x where x.org_id = auth.org_id() and x.action_id = action
      order by x.relation, x.record_id limit batch
    ) as b
    group by b.relation, b.old_values is null
  loop
    handled := handled + cardinality(c.ids);
    if c.created then
      execute format('delete from public.%I where org_id = $1 and id = any ($2)', c.relation)
      using auth.org_id(), c.ids;
    else
      select array_agg(k) into cols from jsonb_object_keys(c.sample) as k;
      kept := kept || app.bulk_put_back_each(action, c.relation, c.ids, cols);
    end if;
    delete from app.bulk_changes as x
    where x.org_id = auth.org_id() and x.action_id = action and x.relation = c.relation and x.record_id = any (c.ids);
  end loop;
  return next;
end
$$;

create function app.bulk_put_back(action uuid, rel text, ids uuid[], cols text[]) returns jsonb
language plpgsql
as $$
declare
  pairs constant text := (select string_agg(format('%I = r.%I', k, k), ', ') from unnest(cols) as k);
  same constant text := (
    select string_agg(format('to_jsonb(t.%I) is not distinct from nullif(c.new_values -> %L, ''null'')', k, k), ' and ')
    from unnest(cols) as k);
  left_alone jsonb;
begin
  execute format(
    'with back as (update public.%I as t set %s from app.bulk_changes as c,'
    '   lateral jsonb_populate_record(null::public.%I, c.old_values) as r'
    '   where t.org_id = $1 and t.id = c.record_id and c.org_id = $1 and c.action_id = $2 and c.relation = $3'
    '     and c.record_id = any ($4) and %s returning t.id) '
    'select coalesce(jsonb_agg(jsonb_build_object(''id'', i, ''relation'', $3)), ''[]'') from unnest($4) as i '
    'where i not in (select id from back)', rel, pairs, rel, same)
  into left_alone using auth.org_id(), action, rel, ids;
  return left_alone;
end
$$;

-- The whole batch in one statement; record by record only when a unique value has been taken meanwhile.
create function app.bulk_put_back_each(action uuid, rel text, ids uuid[], cols text[]) returns jsonb
language plpgsql
as $$
declare
  one uuid;
  left_alone jsonb := '[]';
begin
  return app.bulk_put_back(action, rel, ids, cols);
exception when unique_violation then
  foreach one in array ids loop
    begin
      left_alone := left_alone || app.bulk_put_back(action, rel, array[one], cols);
    exception when unique_violation then
      left_alone := left_alone || jsonb_build_array(jsonb_build_object('id', one, 'relation', rel));
    end;
  end loop;
  return left_alone;
end
$$;

grant execute on function app.bulk_columns(text, jsonb), app.bulk_set(uuid, text, uuid[], jsonb),
  app.bulk_undo(uuid, integer), app.bulk_put_back(uuid, text, uuid[], text[]),
  app.bulk_put_back_each(uuid, text, uuid[], text[]) to authenticated, service_role;
