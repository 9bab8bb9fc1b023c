-- Changes are told as whole rows: postgres_changes carries them to whoever may read them (wire.md 3.3).

-- An excluded table never leaves the database by the feed: what it says is either told elsewhere or nobody's business.
create or replace function app.publish_live(tbl text) returns void
language plpgsql
as $$
begin
  if not exists (select from pg_publication where pubname = 'comity_live') then
    create publication comity_live;
  end if;
  if exists (select from pg_publication_tables where pubname = 'comity_live' and schemaname = 'public' and tablename = tbl) then
    execute format('alter publication comity_live drop table public.%I', tbl);
  end if;
  execute format('alter publication comity_live add table public.%I', tbl);
exception
  when insufficient_privilege then
    raise notice 'No publication may be made here: pages follow the audit log instead.';
end
$$;

do $$
begin
  perform app.publish_live(tablename::text) from pg_publication_tables
  where pubname = 'comity_live' and schemaname = 'public';
  alter publication comity_live set (publish_generated_columns = stored);
  -- Who was signed out, banned or removed is so at once.
  alter publication comity_live add table auth.sessions (id, user_id), auth.users (id, banned_until, deleted_at);
  create publication comity_messages for table realtime.messages
    with (publish = 'insert', publish_via_partition_root = true);
  -- Tables that other people's projects publish themselves.
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
exception
  when insufficient_privilege then
    raise notice 'No publication may be made here: pages follow the audit log instead.';
end
$$;
