-- The REST schema cache follows definitions by itself: whoever changes one tells every web process.

create function app.definitions_changed() returns event_trigger
language plpgsql
as $$
begin
  if tg_event = 'ddl_command_end' and not exists (
    select from pg_event_trigger_ddl_commands() as c where c.schema_name is distinct from 'pg_temp'
  ) then
    return;
  end if;
  notify pgrst, 'reload schema';
end
$$;
comment on function app.definitions_changed() is 'Tells web processes to look at the schema again.';

-- Event triggers are for superusers: where the database's owner is none, send the notification by hand.
do $$
begin
  create event trigger comity_definitions_changed on ddl_command_end
  when tag in (
    'CREATE TABLE', 'ALTER TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
    'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'ALTER DOMAIN', 'CREATE RULE', 'COMMENT',
    'CREATE SCHEMA', 'ALTER SCHEMA', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE'
  )
  execute function app.definitions_changed();
  create event trigger comity_definitions_dropped on sql_drop
  when tag in (
    'DROP TABLE', 'DROP VIEW', 'DROP MATERIALIZED VIEW', 'DROP FUNCTION', 'DROP TYPE', 'DROP DOMAIN', 'DROP SCHEMA',
    'DROP FOREIGN TABLE', 'ALTER TABLE'
  )
  execute function app.definitions_changed();
exception
  when insufficient_privilege then null;
end
$$;
