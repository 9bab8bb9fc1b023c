-- The end of the trash: what was deleted long ago goes for good, children first.  seed: GD06, GD08

create function app.purge_trash(older_than_days integer) returns bigint
language plpgsql
as $$
declare
  t text;
  gone bigint := 0;
  n bigint;
begin
  perform set_config('app.purge', 'on', true);
  for t in
    select c.relname from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'deleted_at' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by (select count(*) from pg_constraint as f where f.confrelid = c.oid and f.contype = 'f'), c.relname
  loop
    begin
      execute format('delete from public.%I where deleted_at < now() - make_interval(days => $1)', t)
      using older_than_days;
      get diagnostics n = row_count;
      gone := gone + n;
    exception
      -- Something younger still points at these: they go with it, at a later run.
      when foreign_key_violation then null;
    end;
  end loop;
  perform set_config('app.purge', 'off', true);
  return gone;
end
$$;
comment on function app.purge_trash(integer) is 'Deletes for good what has been in the trash longer than this.';
