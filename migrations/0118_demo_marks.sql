-- The demo's records say so by their ids (UUID version 8, `8de0` in the third group), and leave without a trace.

create function app.is_demo(id uuid) returns boolean
language sql immutable parallel safe
as $$ select substr(id::text, 15, 4) = '8de0' $$;
comment on function app.is_demo(uuid) is 'Was the row with this id made by the demo?';

-- Deletes rows of a table whose column meets a condition, in an organisation; how many, or null while others point there.
create function app.demo_sweep(tbl regclass, condition text, in_org uuid) returns bigint
language plpgsql
as $$
declare
  gone bigint;
begin
  execute format('delete from %s as t where t.org_id = $1 and %s', tbl, condition) using in_org;
  get diagnostics gone = row_count;
  return gone;
exception
  when foreign_key_violation then return null;
end
$$;

-- Every table with an organisation: those of people and those of machinery. Partitions go with their table.
create function app.tenant_tables() returns table (tbl regclass, id_columns text[])
language sql stable
as $$
  select c.oid::regclass, array(
    select x.attname::text from pg_attribute as x
    where x.attrelid = c.oid and x.atttypid = 'uuid'::regtype and not x.attisdropped
      and x.attname in ('id', 'record_id', 'subject_id', 'subject', 'about_id', 'lead_id', 'contact_id', 'company_id', 'call_id')
  )
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
$$;
comment on function app.tenant_tables() is 'Tables that carry org_id, with their columns that may hold a record''s id.';

-- Whether any of these columns of a row `t` holds an id of the demo's.
create function app.demo_condition(id_columns text[]) returns text
language sql immutable
as $$
  select '(' || string_agg(format('(t.%I is not null and app.is_demo(t.%I))', k, k), ' or ') || ')' from unnest(id_columns) as k
$$;

-- Takes away every row the demo made and every row that is about one of them. The audit log of somebody's own
-- organisation stays as it is, append-only and sealed: making the demo writes nothing into it, what agents found does.
create function app.remove_demo(in_org uuid) returns bigint
language plpgsql
as $$
declare
  t record;
  n bigint;
  total bigint := 0;
  stuck boolean := true;
begin
  perform set_config('app.purge', 'on', true), set_config('app.derived', 'on', true);
  for pass in 1 .. 8 loop
    exit when not stuck;
    stuck := false;
    for t in
      select * from app.tenant_tables() as x
      where cardinality(x.id_columns) > 0 and x.tbl not in ('public.audit_logs'::regclass, 'public.audit_seals'::regclass)
    loop
      n := app.demo_sweep(t.tbl, app.demo_condition(t.id_columns), in_org);
      stuck := stuck or n is null;
      total := total + coalesce(n, 0);
    end loop;
  end loop;
  perform set_config('app.purge', 'off', true), set_config('app.derived', 'off', true);
  if stuck then
    raise exception 'Some demo records are still used by records of your own.' using errcode = '23503';
  end if;
  return total;
end
$$;
comment on function app.remove_demo(uuid) is 'Removes the demo''s records from an organisation; how many rows went.';

-- A whole organisation, for good: every row of every table, then the people who belong nowhere else.  seed: A20
create function app.remove_organisation(in_org uuid) returns bigint
language plpgsql
as $$
declare
  t record;
  n bigint;
  total bigint := 0;
  stuck boolean := true;
  people uuid[];
begin
  perform set_config('app.purge', 'on', true), set_config('app.derived', 'on', true),
    set_config('app.audit_maintenance', 'purge', true);
  select array_agg(m.user_id) into people from public.org_members as m where m.org_id = in_org;
  delete from public.organizations as o where o.org_id = in_org;  -- first: while it is there it needs an owner
  for pass in 1 .. 12 loop
    exit when not stuck;
    stuck := false;
    for t in select x.tbl from app.tenant_tables() as x loop
      n := app.demo_sweep(t.tbl, 'true', in_org);
      stuck := stuck or n is null;
      total := total + coalesce(n, 0);
    end loop;
  end loop;
  delete from auth.users as u
  where u.id = any (people) and not exists (select from public.org_members as m where m.user_id = u.id);
  -- what the last deletions themselves left behind
  for t in select x.tbl from app.tenant_tables() as x loop
    perform app.demo_sweep(t.tbl, 'true', in_org);
  end loop;
  perform set_config('app.purge', 'off', true), set_config('app.derived', 'off', true),
    set_config('app.audit_maintenance', '', true);
  return total;
end
$$;
comment on function app.remove_organisation(uuid) is 'Deletes an organisation with everything in it, for good.';
