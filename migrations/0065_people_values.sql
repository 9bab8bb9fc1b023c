-- Writing a record from named values: one round trip for forms, cells and verbs, with the check that nobody changed the
-- same field meanwhile.

create function app.insert_record(rel text, given jsonb) returns uuid
language plpgsql
as $$
declare
  cols text;
  made uuid;
begin
  select string_agg(quote_ident(c), ', ') into cols from unnest(app.bulk_columns(rel, given)) as c;
  execute format('insert into public.%I (%s) select %s from jsonb_populate_record(null::public.%I, $1) returning id',
    rel, cols, cols, rel) into made using given;
  return made;
end
$$;
comment on function app.insert_record(text, jsonb) is 'Inserts a record from named values, as the caller; its id.';

-- Custom fields that are not named keep their values; null takes one away.
create function app.set_columns(rel text, record uuid, changes jsonb) returns integer
language plpgsql
as $$
declare
  pairs text;
  n integer;
begin
  select string_agg(case c when 'custom' then 'custom = jsonb_strip_nulls(t.custom || r.custom)'
    else format('%I = r.%I', c, c) end, ', ') into pairs from unnest(app.bulk_columns(rel, changes)) as c;
  execute format('update public.%I as t set %s from jsonb_populate_record(null::public.%I, $1) as r'
    ' where t.org_id = $2 and t.id = $3', rel, pairs, rel)
  using changes, auth.org_id(), record;
  get diagnostics n = row_count;
  return n;
end
$$;

-- What of `was` is no longer so, and is not what is wanted either: {"title": {"was": .., "theirs": .., "yours": ..}}.
create function app.conflicts(now_is jsonb, was jsonb, wanted jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select coalesce(jsonb_object_agg(w.key, jsonb_build_object(
    'was', w.value, 'theirs', now_is -> w.key, 'yours', wanted -> w.key)), '{}')
  from jsonb_each(was) as w
  where w.key <> 'custom' and wanted ? w.key
    and coalesce(now_is -> w.key, 'null') <> w.value
    and coalesce(now_is -> w.key, 'null') <> coalesce(wanted -> w.key, 'null')
$$;

-- Changes a record. was: the values its editor saw; where one of them has changed since, nothing is written and the
-- conflicts are returned. Null: the caller may see the record but not change it, or there is none (P0002).
create function app.change_record(rel text, record uuid, changes jsonb, was jsonb default '{}') returns jsonb
language plpgsql
as $$
declare
  now_is jsonb;
  typed jsonb;
  found_conflicts jsonb;
begin
  execute format('select to_jsonb(t) from public.%I as t where t.org_id = $1 and t.id = $2 for update', rel)
  into now_is using auth.org_id(), record;
  if now_is is null then
    execute format('select to_jsonb(t.id) from public.%I as t where t.org_id = $1 and t.id = $2', rel)
    into now_is using auth.org_id(), record;
    if now_is is null then
      raise exception 'There is no such record.' using errcode = 'P0002', constraint = 'record_not_found';
    end if;
    raise exception 'You may see this record but not change it.' using errcode = '42501';
  end if;
  if was <> '{}' then
    -- both sides in the column's own form: 1.50 is 1.5, and an instant is an instant in any zone
    execute format('select jsonb_build_object(''was'', to_jsonb(w), ''to'', to_jsonb(c)) from'
      ' jsonb_populate_record(null::public.%I, $1) as w, jsonb_populate_record(null::public.%I, $2) as c', rel, rel)
    into typed using was, changes;
    found_conflicts := app.conflicts(now_is, app.only_keys(typed -> 'was', was), app.only_keys(typed -> 'to', changes))
      || app.conflicts(coalesce(now_is -> 'custom', '{}'), coalesce(was -> 'custom', '{}'), coalesce(changes -> 'custom', '{}'));
    if found_conflicts <> '{}' then
      return found_conflicts;
    end if;
  end if;
  perform app.set_columns(rel, record, changes);
  return '{}';
end
$$;
comment on function app.change_record(text, uuid, jsonb, jsonb) is
  'Changes named columns of a record unless someone else changed the same ones meanwhile; conflicts, or {}.';

create function app.only_keys(full_record jsonb, wanted jsonb) returns jsonb
language sql immutable parallel safe
as $$ select coalesce(jsonb_object_agg(k, full_record -> k), '{}') from jsonb_object_keys(wanted) as k $$;

grant execute on function app.insert_record(text, jsonb), app.set_columns(text, uuid, jsonb),
  app.conflicts(jsonb, jsonb, jsonb), app.change_record(text, uuid, jsonb, jsonb), app.only_keys(jsonb, jsonb)
to authenticated, service_role;

-- What was done to a record, for whoever may see the record: the audit log itself is for admins.  seed: B14, GD01
create function app.audit_of(org uuid, rel text, record uuid, most integer, before uuid default null)
returns table (
  id uuid, user_id uuid, agent text, action text, old_values jsonb, new_values jsonb, created_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  perform app.own_org(org);
  return query
    select a.id, a.user_id, a.agent, a.action, a.old_values, a.new_values, a.created_at
    from public.audit_logs as a
    where a.org_id = org and a.table_name = rel and a.record_id = record and (before is null or a.id < before)
    order by a.id desc limit most;
end
$$;
alter function app.audit_of(uuid, text, uuid, integer, uuid) owner to service_role;

create function record_history(relation text, record_id uuid, most integer default 100, before uuid default null)
returns table (
  id uuid, user_id uuid, agent text, action text, old_values jsonb, new_values jsonb, created_at timestamptz)
language plpgsql stable
as $$
declare
  seen boolean;
begin
  execute format('select true from public.%I as t where t.org_id = $1 and t.id = $2', relation)
  into seen using auth.org_id(), record_id;
  if seen is null then
    raise exception 'There is no such record.' using errcode = 'P0002', constraint = 'record_not_found';
  end if;
  return query select * from app.audit_of(auth.org_id(), relation, record_id, least(most, 500), before);
end
$$;
comment on function record_history(text, uuid, integer, uuid) is
  'Every change of one record the caller may see: who, when, old and new values.';
grant execute on function app.audit_of(uuid, text, uuid, integer, uuid), record_history(text, uuid, integer, uuid)
to authenticated, service_role;
