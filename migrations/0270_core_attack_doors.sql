-- The stranger's attack on the other doors: functions over REST, files, and channels.  seed: A05, SC09

create function app.attack_doors(victim uuid, slug text, ids jsonb)
returns table (relation text, verb text, verdict text, detail text)
language plpgsql
as $$
declare
  r record;
  topic text;
begin
  if auth.org_id() = victim then
    raise exception 'The attacker must belong to another organisation.';
  end if;

  -- Functions, each given the victim's own ids. What names its victim and answers anything but null or false gave something.
  for r in
    select p.proname::text as name, p.proretset as many, a.given, a.names_victim
    from pg_proc as p
    cross join lateral (
      select
        coalesce(string_agg(case
          when t.name = 'slug' then quote_literal(attack_doors.slug)
          when t.name in ('organization', 'org', 'org_id') then quote_literal(victim) || '::uuid'
          when t.name = 'merge_id' then quote_nullable(ids ->> 'merges') || '::uuid'
          when t.kind = 'uuid'::regtype then quote_nullable(ids ->> 'contacts') || '::uuid'
          when t.kind = 'text'::regtype then quote_literal('contacts')
          when t.kind = 'jsonb'::regtype then quote_literal('{}') || '::jsonb'
          when t.kind = 'integer'::regtype then '10'
          when t.kind = 'boolean'::regtype then 'true'
          else 'null' end, ', ' order by t.place), '') as given,
        coalesce(bool_or(t.kind = 'uuid'::regtype or t.name = 'slug'), false) as names_victim,
        coalesce(bool_or(y.typtype = 'c'), false) as of_rows
      from unnest(p.proargtypes::oid[], p.proargnames[1:p.pronargs]) with ordinality as t (kind, name, place)
      inner join pg_type as y on y.oid = t.kind
    ) as a
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and not a.of_rows
      and has_function_privilege(p.oid, 'execute')
    order by p.proname
  loop
    relation := r.name || '()';
    verb := 'call';
    select * into verdict, detail from app.attempt(format(
      'select from (select to_jsonb(f) as said from (select public.%I(%s) as f) as c) as x where (%s) and $1 is not null',
      r.name, r.given, case
        when r.many and r.names_victim then 'true'
        when r.names_victim then 'x.said is not null and x.said not in (''null'', ''false'')'
        else format('x.said::text like %L', '%' || victim || '%') end), victim);
    return next;
  end loop;

  -- Files and what is kept about them.
  perform set_config('storage.allow_delete_query', 'true', true);
  for r in
    select format('storage.%I', c.relname) as name from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'storage'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1
  loop
    relation := r.name;
    verb := 'select';
    select * into verdict, detail from app.attempt(format('select from %s where org_id = $1', r.name), victim);
    return next;
    verb := 'update';
    select * into verdict, detail from app.attempt(
      format('update %s set org_id = auth.org_id() where org_id = $1', r.name), victim);
    return next;
    verb := 'delete';
    select * into verdict, detail from app.attempt(format('delete from %s where org_id = $1', r.name), victim);
    return next;
  end loop;
  perform set_config('storage.allow_delete_query', '', true);

  -- Channels: to hear, and to speak.
  foreach topic in array array[
    format('org:%s:deals', victim), format('org:%s:', victim), format('org:%s:chat', upper(victim::text)),
    format('org:%s:chat', victim), format(' org:%s:chat', victim)]
  loop
    relation := 'channel ' || replace(topic, victim::text, '<org>');
    perform set_config('realtime.topic', topic, true);
    verb := 'hear';
    select * into verdict, detail from app.attempt(
      'select where realtime.in_my_organization(realtime.topic()) and $1 is not null', victim);
    return next;
    verb := 'speak';
    select * into verdict, detail from app.attempt(format(
      'insert into realtime.messages (topic, extension, private) select %L, ''broadcast'', true where $1 is not null', topic),
      victim);
    return next;
  end loop;
  perform set_config('realtime.topic', '', true);
end
$$;
comment on function app.attack_doors(uuid, text, jsonb) is
  'Tries functions, files and channels of another organisation; rolled back by the caller.';
grant execute on function app.attack_doors(uuid, text, jsonb) to authenticated;
