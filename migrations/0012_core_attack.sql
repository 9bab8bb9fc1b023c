-- The stranger's attack: run as a member of another organisation, it tries every verb on every table against a victim.
-- comity verify-isolation and tests/tenancy run it; everything it does is rolled back by whoever runs it.

create function app.attempt(statement text, victim uuid, out verdict text, out detail text)
language plpgsql
as $$
declare
  touched bigint;
begin
  execute statement using victim;
  get diagnostics touched = row_count;
  raise exception using errcode = 'CM000';  -- undo it, so that the next attempt finds everything in its place
exception
  when sqlstate 'CM000' then
    verdict := case when touched = 0 then 'held' else 'BREACH' end;
    detail := touched || ' rows';
  when insufficient_privilege then
    verdict := 'held';
    detail := sqlerrm;
  when others then
    verdict := 'refused';
    detail := sqlstate || ' ' || sqlerrm;
end
$$;

-- Verdicts: held (row security or privileges refused it), refused (something else did), BREACH.
create function app.attack(victim uuid) returns table (relation text, verb text, verdict text, detail text)
language plpgsql
as $$
declare
  r record;
begin
  if auth.org_id() = victim then
    raise exception 'The attacker must belong to another organisation.';
  end if;
  for r in
    select c.relname::text as name, c.relkind in ('r', 'p') as is_table
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by c.relname
  loop
    relation := r.name;
    verb := 'select';
    select * into verdict, detail from app.attempt(
      format('select from public.%I where org_id = $1', r.name), victim);
    return next;
    verb := 'select by anyone';
    select * into verdict, detail from app.attempt(
      format('select from public.%I where org_id is distinct from auth.org_id()', r.name), victim);
    return next;
    continue when not r.is_table;
    verb := 'insert';
    select * into verdict, detail from app.attempt(
      format('insert into public.%I (org_id) values ($1)', r.name), victim);
    return next;
    verb := 'update';
    select * into verdict, detail from app.attempt(
      format('update public.%I set org_id = auth.org_id() where org_id = $1', r.name), victim);
    return next;
    verb := 'delete';
    select * into verdict, detail from app.attempt(
      format('delete from public.%I where org_id = $1', r.name), victim);
    return next;
  end loop;
end
$$;
comment on function app.attack(uuid) is 'Tries every verb on every table of another organisation; rolled back by the caller.';
grant execute on function app.attempt(text, uuid), app.attack(uuid) to authenticated;

-- What the victim really holds, so that a report can say how much was at stake.
create function app.holdings(victim uuid) returns table (relation text, held bigint)
language plpgsql
as $$
begin
  for relation in
    select c.relname::text from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname
  loop
    execute format('select count(*) from public.%I where org_id = $1', relation) into held using victim;
    return next;
  end loop;
end
$$;
