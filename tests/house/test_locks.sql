-- name: org_id
-- has no org_id that is not null
select t.name from tables as t where not exists (
  select from pg_attribute as a where a.attrelid = t.oid and a.attname = 'org_id' and a.attnotnull);

-- name: row_security
-- has no row security, or none for its owner
select t.name from tables as t join pg_class as c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity);

-- name: policy
-- has no policy
select t.name from tables as t where not exists (select from pg_policy as p where p.polrelid = t.oid);

-- name: partitions
-- is a partition that people may read past its table
select c.relname from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relispartition
and c.relkind in ('r', 'p') and not c.relrowsecurity and exists (
  select from aclexplode(c.relacl) as g where g.grantee in (0, 'anon'::regrole, 'authenticated'::regrole));

-- name: granted
-- is granted neither to signed-in people nor to the house
select t.name from tables as t join pg_class as c using (oid) where not exists (
  select from aclexplode(c.relacl) as g where g.grantee in ('authenticated'::regrole, 'service_role'::regrole));

-- name: truncate
-- may be emptied past row security
select t.name from tables as t join pg_class as c using (oid) where exists (
  select from aclexplode(c.relacl) as g
  where g.privilege_type = 'TRUNCATE' and g.grantee in (0, 'anon'::regrole, 'authenticated'::regrole));

-- name: comment
-- has no comment
select t.name from tables as t where obj_description(t.oid, 'pg_class') is null;

-- name: audited
-- is not audited, and its comment does not say why ("Not audited: ...")
select t.name from tables as t where coalesce(obj_description(t.oid, 'pg_class'), '') !~* 'not audited'
and not exists (select from pg_trigger as g where g.tgrelid = t.oid and g.tgname ~ '^audit');

-- name: keys
-- has a primary or unique key that does not start with org_id
select format('%s (%s)', t.name, i.indexrelid::regclass) from tables as t join pg_index as i on i.indrelid = t.oid
where i.indisunique and not exists (
  select from pg_attribute as a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.attname = 'org_id')
-- the organisations themselves: a reference table on shards, whose slug is unique everywhere
and i.indexrelid::regclass::text not in ('organizations_slug_unique');

-- name: foreign_keys
-- has a foreign key without org_id
select format('%s (%s)', t.name, k.conname) from tables as t join pg_constraint as k on k.conrelid = t.oid
where k.contype = 'f' and not exists (
  select from pg_attribute as a where a.attrelid = t.oid and a.attnum = any (k.conkey) and a.attname = 'org_id');

-- name: foreign_keys_set_null
-- has a foreign key that would set org_id null
select format('%s (%s)', t.name, k.conname) from tables as t join pg_constraint as k on k.conrelid = t.oid
where k.confdeltype in ('n', 'd') and k.confdelsetcols is null;

-- name: policy_sub_select
-- has a policy with a sub-select
select format('%s (%s)', t.name, p.polname) from tables as t join pg_policy as p on p.polrelid = t.oid
where concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~* '\mfrom\M';

-- name: virtual_column
-- has a virtual column, which shards cannot have
select t.name from tables as t where exists (
  select from pg_attribute as a where a.attrelid = t.oid and a.attgenerated = 'v' and not a.attisdropped);

-- name: view_rights
-- is a view with its owner's rights
select c.relname from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
and not coalesce(c.reloptions && '{security_invoker=true,security_invoker=on}', false);

-- name: materialized_view
-- is a materialized view, which row security cannot guard
select c.relname from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind = 'm';

-- name: search_path
-- is a function with its owner's rights and no fixed search path
select p.oid::regprocedure from pg_proc as p
where p.pronamespace in ('public'::regnamespace, 'auth'::regnamespace, 'app'::regnamespace) and p.prosecdef
and not exists (select from unnest(p.proconfig) as s where s like 'search_path=%');

-- name: anon_machinery
-- is a function of the machinery with its owner's rights that anyone unknown may run
select p.oid::regprocedure from pg_proc as p
where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.prorettype <> 'trigger'::regtype
and has_function_privilege('anon', p.oid, 'execute');
