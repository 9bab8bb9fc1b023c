-- name: describe
-- A table as realtime must know it: key, types, what each role may read, and the policies that say who sees a row.
select
  c.oid::bigint as oid, c.relrowsecurity as locked,
  coalesce((
    select array_agg(a.attname::text order by array_position(i.indkey::smallint[], a.attnum))
    from pg_index as i inner join pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where i.indrelid = c.oid and i.indisprimary
  ), '{}') as key,
  (
    select jsonb_agg(jsonb_build_object(
      'name', a.attname, 'type', t.typname, 'category', t.typcategory, 'element', e.typname,
      'readers', array(
        select r.role from unnest('{anon,authenticated,service_role}'::text[]) as r (role)
        where has_schema_privilege(r.role, n.oid, 'usage') and has_column_privilege(r.role, c.oid, a.attnum, 'select')
      )) order by a.attnum)
    from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
    left join pg_type as e on e.oid = t.typelem and t.typcategory = 'A'
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ) as columns,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'permissive', p.polpermissive, 'rule', pg_get_expr(p.polqual, p.polrelid),
      'roles', array(select case when o.role = 0 then 'public' else pg_get_userbyid(o.role)::text end
        from unnest(p.polroles) as o (role))))
    from pg_policy as p where p.polrelid = c.oid and p.polcmd in ('r', '*')
  ), '[]') as policies
from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :name;

-- name: canonical
-- A filter's value as the database writes values of that type.
select realtime.canonical(:kind, :value) as value;

-- name: published
-- Whether changes of any such table are told.
select exists (
  select from pg_publication_tables as t
  where t.pubname in ('comity_live', 'supabase_realtime')
    and (:schema::text = '*' or t.schemaname = :schema::text) and (:name::text = '*' or t.tablename = :name::text)
    and t.schemaname <> 'auth'
) as told;
