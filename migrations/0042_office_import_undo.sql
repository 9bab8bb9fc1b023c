-- Undoing imports: records go back to where they were unless somebody touched them since.

create function app.import_analyse() returns void
language plpgsql security definer set search_path = pg_catalog
as $$ begin analyze app.import_rows; end $$;
comment on function app.import_analyse() is 'Statistics for rows that have just been copied in.';
alter function app.import_analyse() owner to service_role;

create function app.import_analyse_targets() returns void
language plpgsql security definer set search_path = public
as $$ begin analyze contacts, contact_points, companies; end $$;

comment on function app.import_analyse_targets() is
  'Statistics for what was half loaded when the database crashed: it has forgotten how much that is.';
revoke execute on function app.import_analyse_targets() from public;

-- Into the trash (or away, for tables without one) with records as they were when they were loaded. Their external id is
-- set free, so that the file can be imported again. The ids that stayed, because somebody changed them.
create function app.import_take_back(rel text, ids uuid[], loaded timestamptz) returns uuid[]
language plpgsql
as $$
declare
  has_trash constant boolean := exists (select from pg_attribute
    where attrelid = format('public.%I', rel)::regclass and attname = 'deleted_at');
  has_external constant boolean := exists (select from pg_attribute
    where attrelid = format('public.%I', rel)::regclass and attname = 'external_id');
  stayed uuid[];
begin
  if has_trash then
    execute format('update public.%I as t set deleted_at = now()%s where t.org_id = $1 and t.id = any ($2)'
      ' and t.deleted_at is null and t.updated_at <= $3', rel, case when has_external then ', external_id = null' else '' end)
    using auth.org_id(), ids, loaded;
    execute format('select coalesce(array_agg(t.id), ''{}'') from public.%I as t where t.org_id = $1 and t.id = any ($2)'
      ' and t.deleted_at is null', rel)
    into stayed using auth.org_id(), ids;
  else
    execute format('delete from public.%I as t where t.org_id = $1 and t.id = any ($2) and t.updated_at <= $3', rel)
    using auth.org_id(), ids, loaded;
    execute format('select coalesce(array_agg(t.id), ''{}'') from public.%I as t where t.org_id = $1 and t.id = any ($2)', rel)
    into stayed using auth.org_id(), ids;
  end if;
  return stayed;
end
$$;
comment on function app.import_take_back(text, uuid[], timestamptz) is 'Trashes records nobody changed; ids of the others.';

-- The old values of some changed records, where they still hold what the import gave them.
create function app.import_put_back(job uuid, most integer, out looked_at integer, out relation text, out stayed uuid[])
language plpgsql
as $$
declare
  ids uuid[];
  cols text[];
  pairs text;
begin
  looked_at := 0;
  stayed := '{}';
  select c.relation into relation from app.import_changes as c
  where c.org_id = auth.org_id() and c.job_id = job order by c.relation limit 1;
  if relation is null then
    return;
  end if;
  select array_agg(s.record_id) into ids from (
    select c.record_id from app.import_changes as c
    where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation
    order by c.record_id limit most) as s;
  select array_agg(distinct k) into cols from app.import_changes as c, jsonb_object_keys(c.new_values) as k
  where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation and c.record_id = any (ids);
  select string_agg(format('%I = p.%I', k, k), ', ') into pairs from unnest(cols) as k;
  execute format(
    'with back as (update public.%I as t set %s from app.import_changes as c'
    '   inner join public.%I as o on o.org_id = $1 and o.id = c.record_id,'
    '   lateral jsonb_populate_record(o, c.old_values) as p'
    '   where t.org_id = $1 and t.id = o.id and c.org_id = $1 and c.job_id = $2 and c.relation = $3'
    '     and c.record_id = any ($4) and o.deleted_at is null'
    '     and not exists (select from jsonb_each(c.new_values) as n'
    '       where to_jsonb(o) ->> n.key is distinct from n.value #>> ''{}'')'
    '   returning t.id)'
    ' select coalesce(array_agg(i), ''{}'') from unnest($4) as i where i not in (select id from back)',
    relation, pairs, relation)
  into stayed using auth.org_id(), job, relation, ids;
  delete from app.import_changes as c
  where c.org_id = auth.org_id() and c.job_id = job and c.relation = import_put_back.relation and c.record_id = any (ids);
  looked_at := cardinality(ids);
end
$$;
comment on function app.import_put_back(uuid, integer) is 'Old values for records that still hold the imported ones.';

grant execute on function app.import_analyse(), app.import_analyse_targets(), app.import_take_back(text, uuid[], timestamptz),
  app.import_put_back(uuid, integer) to authenticated, service_role;
