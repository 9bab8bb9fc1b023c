-- What the program alone writes: evidence, scores, places of files, who decided. Nobody writes it over the wire, whatever
-- their rights; pages, agents and workflows do, and bulk changes and proposals go round it too.

-- The trigger. Its arguments are the columns; without any, the whole row is the program's.
create function app.only_program() returns trigger
language plpgsql
as $$
declare
  name text;
  given jsonb;
  usual jsonb;
  expression text;
begin
  if tg_nargs = 0 then
    raise exception 'Comity itself writes this; it is not changed from outside.'
      using errcode = '42501', constraint = 'only_program', table = tg_table_name;
  end if;
  foreach name in array tg_argv loop
    given := to_jsonb(new) -> name;
    usual := 'null';
    if tg_op = 'UPDATE' then
      usual := to_jsonb(old) -> name;
    elsif given <> 'null' then
      select pg_get_expr(d.adbin, d.adrelid) into expression
      from pg_attribute as a inner join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = tg_relid and a.attname = name;
      if found then
        execute format(
          'select to_jsonb(r.%I) from (select (jsonb_populate_record(null::%s, jsonb_build_object(%L, %s))).*) as r',
          name, tg_relid::regclass, name, expression) into usual;
      end if;
    end if;
    if given is distinct from usual then
      raise exception 'Comity itself writes "%"; it is not changed from outside.', name
        using errcode = '42501', constraint = 'only_program', table = tg_table_name, column = name;
    end if;
  end loop;
  return new;
end
$$;
comment on function app.only_program() is 'Refuses columns that the program alone writes, when they come over the wire.';

-- Declares them. The name sorts before every other trigger's, so that what was given is looked at, not what they make of it.
create function app.program_sets(tbl text, variadic names text[] default '{}') returns void
language plpgsql
as $$
begin
  execute format(
    'create trigger _only_program before %s on public.%I for each row when (%s) execute function app.only_program(%s)',
    case when names = '{}' then 'insert or update or delete' else 'insert or update' end, tbl,
    'current_setting(''request.method'', true) <> '''' and current_user = ''authenticated''',
    (select string_agg(quote_literal(n), ', ') from unnest(names) as n));
end
$$;
comment on function app.program_sets(text, text[]) is
  'After protect: these columns (without any, the whole row) are never written over the wire.';

-- Bulk changes, automations and proposals name columns too.
create or replace function app.bulk_columns(relation text, changes jsonb) returns text[]
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
    and a.attname <> all ('{org_id,id,created_at,created_by,updated_at}')
    and not exists (
      select from pg_trigger as t
      where t.tgrelid = a.attrelid and t.tgname = '_only_program'
        and (t.tgnargs = 0 or a.attname::text = any (string_to_array(encode(t.tgargs, 'escape'), E'\\000'))));
  if wanted is null or wanted is distinct from known then
    raise exception 'These columns cannot be changed.'
      using errcode = '42703', constraint = 'bulk_columns_known', detail = coalesce(array_to_string(wanted, ', '), '');
  end if;
  return known;
end
$$;
