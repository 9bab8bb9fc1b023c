-- name: tables
-- Tables and views of all schemas, with their primary keys and whether rows can be written through them.
select
  c.oid::bigint as oid,
  n.nspname as schema,
  c.relname as name,
  c.relkind as kind,
  obj_description(c.oid, 'pg_class') as description,
  exists (
    select from pg_publication_tables as p
    where p.schemaname = n.nspname and p.tablename = c.relname
  ) as published,
  c.relkind in ('r', 'p') or (c.relkind in ('v', 'f') and u.bits & 8 = 8) as insertable,
  c.relkind in ('r', 'p') or (c.relkind in ('v', 'f') and u.bits & 4 = 4) as updatable,
  c.relkind in ('r', 'p') or (c.relkind in ('v', 'f') and u.bits & 16 = 16) as deletable,
  coalesce((
    select array_agg(a.attname order by a.attname)
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
    where k.conrelid = c.oid and k.contype = 'p'
  ), '{}') as primary_key
from pg_class as c
inner join pg_namespace as n on n.oid = c.relnamespace
left join lateral (
  select pg_relation_is_updatable(c.oid::regclass, true) as bits
) as u on c.relkind in ('v', 'f')
where
  c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and not pg_is_other_temp_schema(n.oid)
order by n.nspname, c.relname;

-- name: columns
-- Columns of the exposed tables and views: types as requests see them and as record definitions need them.
with recursive domains (oid, base) as (
  select t.oid, t.typbasetype from pg_type as t
  where t.typtype = 'd'
  union all
  select d.oid, t.typbasetype
  from domains as d
  inner join pg_type as t on t.oid = d.base and t.typtype = 'd'
)

select
  a.attrelid::bigint as relation,
  a.attname as name,
  a.attnum as position,
  col_description(a.attrelid, a.attnum) as description,
  not (a.attnotnull or (t.typtype = 'd' and t.typnotnull)) as nullable,
  case
    when t.typtype = 'd' and b.typnamespace = 'pg_catalog'::regnamespace then format_type(b.oid, null)
    when t.typtype <> 'd' and t.typnamespace = 'pg_catalog'::regnamespace then format_type(a.atttypid, null)
    else format_type(a.atttypid, a.atttypmod)
  end as type,
  format_type(a.atttypid, a.atttypmod) as nominal,
  b.typname as base,
  information_schema._pg_char_max_length(b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end)
    as max_length,
  case
    when t.typbasetype <> 0 and d.adbin is null then pg_get_expr(t.typdefaultbin, 0)
    when a.attidentity = 'd' then format('nextval(%L)', pg_get_serial_sequence(a.attrelid::regclass::text, a.attname))
    when a.attgenerated <> '' then null
    else pg_get_expr(d.adbin, d.adrelid)
  end as fallback,
  a.attgenerated <> '' or a.attidentity = 'a' as generated,
  coalesce((
    select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum as e
    where e.enumtypid = b.oid
  ), '{}') as labels
from pg_attribute as a
inner join pg_class as c on c.oid = a.attrelid
inner join pg_type as t on t.oid = a.atttypid
inner join pg_type as b on b.oid = coalesce((
  select dm.base from domains as dm
  inner join pg_type as bt on bt.oid = dm.base and bt.typtype <> 'd'
  where dm.oid = t.oid
), t.oid)
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where
  a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
  and (select n.nspname from pg_namespace as n where n.oid = c.relnamespace) = any (:schemas::text[])
order by a.attrelid, a.attnum;

-- name: unique_keys
-- Column sets no two rows share: primary keys, unique constraints and unique indexes; partial ones with their predicate.
select
  i.indrelid::bigint as relation,
  pg_get_expr(i.indpred, i.indrelid) as predicate,
  array_agg(a.attname order by a.attname) as columns
from pg_index as i
inner join pg_class as c on c.oid = i.indrelid
cross join lateral unnest(i.indkey::smallint[]) as k (attnum)
inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
where
  i.indisunique and i.indexprs is null and not c.relispartition
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
group by i.indexrelid, i.indrelid, i.indpred;

-- name: foreign_keys
-- Foreign keys with their columns in key order.
select
  k.conname as name,
  k.conrelid::bigint as relation,
  k.confrelid::bigint as target,
  (
    select json_agg(json_build_array(a.attname, f.attname) order by u.ord)
    from unnest(k.conkey, k.confkey) with ordinality as u (col, ref, ord)
    inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = u.col
    inner join pg_attribute as f on f.attrelid = k.confrelid and f.attnum = u.ref
  ) as columns
from pg_constraint as k
inner join pg_class as c on c.oid = k.conrelid
where k.contype = 'f' and k.conparentid = 0 and not c.relispartition
order by k.conrelid, k.conname;

-- name: view_rules
-- The stored queries of views, from which their columns are traced back to tables.
select
  c.oid::bigint as relation,
  r.ev_action::text as rule
from pg_class as c
inner join pg_rewrite as r on r.ev_class = c.oid and r.ev_type = '1'
where c.relkind in ('v', 'm') and (select n.nspname from pg_namespace as n where n.oid = c.relnamespace) = any (:schemas::text[]);

-- name: attribute_names
-- Names of columns by number, for the relations views are made of.
select
  a.attrelid::bigint as relation,
  a.attnum as position,
  a.attname as name
from pg_attribute as a
inner join pg_class as c on c.oid = a.attrelid
where
  a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm', 'f', 'p')
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace);

-- name: functions
-- Functions of the exposed schemas that can be called by name: arguments, result, volatility, settings.
select
  p.oid::bigint as oid,
  n.nspname as schema,
  p.proname as name,
  obj_description(p.oid, 'pg_proc') as description,
  p.provolatile as volatility,
  p.proretset as returns_set,
  t.typtype = 'c' or coalesce(p.proargmodes::text[] && '{t,b,o}', false) as returns_composite,
  tn.nspname as result_schema,
  coalesce(rc.relname, t.typname) as result_name,
  p.provariadic > 0 as is_variadic,
  coalesce(p.proconfig, '{}') as settings,
  coalesce((
    select json_agg(json_build_array(
      coalesce(a.name, ''), a.type::regtype::text,
      case a.type
        when 'bit'::regtype then 'bit varying' when 'bit[]'::regtype then 'bit varying[]'
        when 'character'::regtype then 'character varying' when 'character[]'::regtype then 'character varying[]'
        else a.type::regtype::text
      end, a.ord <= p.pronargs - p.pronargdefaults, coalesce(a.mode = 'v', false)) order by a.ord)
    from unnest(p.proargnames, p.proargtypes::oid[], p.proargmodes) with ordinality as a (name, type, mode, ord)
    where a.type is not null
  ), '[]') as arguments,
  coalesce((
    select json_agg(json_build_array(o.name, format_type(o.type, null)) order by o.ord)
    from unnest(p.proargnames, p.proallargtypes, p.proargmodes) with ordinality as o (name, type, mode, ord)
    where o.mode in ('t', 'b', 'o')
  ), '[]') as outputs
from pg_proc as p
inner join pg_namespace as n on n.oid = p.pronamespace
inner join pg_type as rt on rt.oid = p.prorettype
inner join pg_type as t on t.oid = coalesce(nullif(rt.typbasetype, 0), rt.oid)
inner join pg_namespace as tn on tn.oid = t.typnamespace
left join pg_class as rc on rc.oid = t.typrelid
where p.prokind = 'f' and t.typname not in ('trigger', 'event_trigger') and n.nspname = any (:schemas::text[])
order by n.nspname, p.proname, p.pronargs, p.oid;

-- name: row_functions
-- Functions of one row: computed columns (scalar result) and computed relationships (rows of another table).
select
  n.nspname as schema,
  p.proname as name,
  an.nspname as table_schema,
  at.typname as table_name,
  rn.nspname as target_schema,
  rt.typname as target_name,
  format_type(p.prorettype, null) as type,
  exists (select from pg_class as c where c.reltype = p.prorettype and c.relkind in ('r', 'v', 'm', 'f', 'p')) as is_relationship,
  not p.proretset or p.prorows = 1 as to_one,
  p.proretset as returns_set
from pg_proc as p
inner join pg_namespace as n on n.oid = p.pronamespace
inner join pg_type as at on at.oid = p.proargtypes[0]
inner join pg_class as ac on ac.reltype = at.oid and ac.relkind in ('r', 'v', 'm', 'f', 'p')
inner join pg_namespace as an on an.oid = at.typnamespace
inner join pg_type as rt on rt.oid = p.prorettype
inner join pg_namespace as rn on rn.oid = rt.typnamespace
where p.pronargs = 1 and p.prokind = 'f' and an.nspname = any (:schemas::text[]);

-- name: representations
-- Domains whose values are shown and read through functions of their own: implicit casts from and to JSON, from text.
select
  format_type(d.oid, null) as domain,
  case when k.castsource = d.oid then 'shown' when k.castsource = 'json'::regtype then 'sent' else 'typed' end as way,
  n.nspname as schema,
  p.proname as name
from pg_cast as k
inner join pg_type as d on d.typtype = 'd' and (
  (k.castsource = d.oid and k.casttarget = 'json'::regtype)
  or (k.casttarget = d.oid and k.castsource in ('json'::regtype, 'text'::regtype)))
inner join pg_proc as p on p.oid = k.castfunc
inner join pg_namespace as n on n.oid = p.pronamespace
where k.castcontext = 'i' and k.castmethod = 'f' and has_function_privilege(p.oid, 'execute');

-- name: handlers
-- What makes media types: aggregates over rows, and functions, whose result is a domain named like a media type.
with media as (
  select t.oid, t.typname as name, n.nspname as schema, t.typbasetype = 'bytea'::regtype as is_bytes
  from pg_type as t
  inner join pg_namespace as n on n.oid = t.typnamespace
  where t.typtype = 'd' and (t.typname ~* '^[a-z0-9.-]+/[a-z0-9.+-]+$' or t.typname = '*/*')
)
select
  s.nspname as schema, p.proname as name, an.nspname as target_schema, a.typname as target_name, m.name as media, m.is_bytes
from media as m
inner join pg_proc as p on p.prorettype = m.oid and p.prokind = 'a' and p.pronargs = 1
inner join pg_namespace as s on s.oid = p.pronamespace
inner join pg_type as a on a.oid = p.proargtypes[0] and (a.typrelid <> 0 or a.oid = 'anyelement'::regtype)
inner join pg_namespace as an on an.oid = a.typnamespace
where s.nspname = any (:schemas::text[])
union all
select m.schema, m.name, s.nspname, p.proname, m.name, m.is_bytes
from media as m
inner join pg_proc as p on p.prorettype = m.oid and p.prokind = 'f' and not p.proretset
inner join pg_namespace as s on s.oid = p.pronamespace
where s.nspname = any (:schemas::text[]);

-- name: schema_comments
-- What the exposed schemas say of themselves: title and description of the OpenAPI document.
select n.nspname as schema, obj_description(n.oid, 'pg_namespace') as description
from pg_namespace as n
where n.nspname = any (:schemas::text[]);

-- name: version
-- Changes whenever a definition the cache depends on changes.
select concat_ws(
  '.',
  (select max(a.xmin::text::bigint) from pg_attribute as a),
  (select count(*) from pg_attribute as a),
  (select max(p.xmin::text::bigint) from pg_proc as p),
  (select count(*) from pg_proc as p),
  (select max(k.xmin::text::bigint) from pg_constraint as k),
  (select count(*) from pg_constraint as k),
  (select max(r.xmin::text::bigint) from pg_rewrite as r),
  (select count(*) from pg_class as c),
  (select max(e.xmin::text::bigint) from pg_enum as e),
  (select max(d.xmin::text::bigint) from pg_description as d)
) as version;

-- name: reachable
-- What of one schema the caller may touch: names of relations and numbers of functions.
select
  coalesce((
    select json_agg(c.relname)
    from pg_class as c
    where
      c.relnamespace = n.oid and c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
      and (
        pg_has_role(c.relowner, 'usage')
        or has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(c.oid, 'select, insert, update, references')
      )
  ), '[]')::text as relations,
  coalesce((
    select json_agg(p.oid::bigint) from pg_proc as p
    where p.pronamespace = n.oid and has_function_privilege(p.oid, 'execute')
  ), '[]')::text as functions
from pg_namespace as n
where n.nspname = :schema;
