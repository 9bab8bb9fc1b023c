-- The lock: one call gives a table its row security, grants, triggers and audit, in the order shards need.

create function app.distribute(tbl text) returns void
language plpgsql
as $$
begin
  if exists (select from pg_extension where extname = 'citus') then
    execute format('select create_distributed_table(%L, %L)', tbl, 'org_id');
  end if;
end
$$;
comment on function app.distribute(text) is 'Shards the table by organisation where Citus is installed; else nothing.';

create function app.touch() returns trigger
language plpgsql
as $$
begin
  if new.org_id <> old.org_id then
    raise exception 'A record cannot move to another organisation.' using errcode = '42501';
  end if;
  new.updated_at := clock_timestamp();
  return new;
end
$$;
comment on function app.touch() is 'Keeps updated_at, and org_id unchangeable.';

-- Trash, not loss: where people can delete, DELETE marks.  seed: D77, C15
create function app.soft_delete() returns trigger
language plpgsql
as $$
begin
  if current_setting('app.purge', true) = 'on' then
    return old;
  end if;
  execute format('update %I.%I set deleted_at = now() where org_id = $1 and id = $2 and deleted_at is null',
    tg_table_schema, tg_table_name) using old.org_id, old.id;
  return null;
end
$$;
comment on function app.soft_delete() is 'Turns DELETE into a move to the trash, except for the purge.';

-- A row's team is its owner's team.
create function app.fill_team() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if tg_op = 'INSERT' or new.owner_id is distinct from old.owner_id then
    if new.owner_id is null then
      new.team_id := null;
    elsif new.owner_id = auth.uid() and auth.org_id() = new.org_id then
      new.team_id := auth.team_id();
    else
      select m.team_id into new.team_id from public.org_members as m
      where m.org_id = new.org_id and m.user_id = new.owner_id;
      if not found then
        raise exception 'The owner is not a member of this organisation.'
          using errcode = '23503', constraint = 'owner_is_member';
      end if;
    end if;
  end if;
  return new;
end
$$;
alter function app.fill_team() owner to service_role;

-- A change that only carries another, audited change of the same transaction further (an owner copied to followers, a
-- figure kept up to date) is made by functions declared `set app.derived = 'on'`, and is neither audited nor dated again.
-- The importer sets it too: it fills owners itself and writes one audit row a record, in the same transaction.
create function app.not_derived() returns text
language sql immutable
as $$ select 'current_setting(''app.derived'', true) is distinct from ''on''' $$;

-- A row that follows another carries that row's owner, team and assignees (scale.md rule 3), and changes hands with it.
-- One pair of functions for each follower: static statements, so that a bulk insert pays microseconds a row for them.
create function app.follow(tbl text, parent text, col text) returns void
language plpgsql
as $body$
begin
  execute format($make$
    create function app.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog
    as $$
    begin
      if new.%3$I is null then
        if tg_op = 'INSERT' then
          new.owner_id := coalesce(new.owner_id, auth.uid());
          new.assignee_ids := coalesce(new.assignee_ids, '{}');
        end if;
        return new;
      end if;
      select p.owner_id, p.team_id, p.assignee_ids into new.owner_id, new.team_id, new.assignee_ids
      from public.%2$I as p where p.org_id = new.org_id and p.id = new.%3$I;
      new.assignee_ids := coalesce(new.assignee_ids, '{}');
      return new;
    end
    $$$make$, 'follow_' || tbl, parent, col);
  execute format($make$
    create function app.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
    as $$
    begin
      update public.%2$I
      set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
      where org_id = new.org_id and %3$I = new.id
        and (owner_id, team_id, assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids);
      return null;
    end
    $$$make$, 'lead_' || tbl, tbl, col);
  execute format('alter function app.%I() owner to service_role', 'follow_' || tbl);
  execute format('alter function app.%I() owner to service_role', 'lead_' || tbl);
  execute format('create trigger follow_parent before insert or update of %I on public.%I for each row'
    ' when (%s) execute function app.%I()', col, tbl, app.not_derived(), 'follow_' || tbl);
  execute format('create trigger %I after update of owner_id, team_id, assignee_ids on public.%I for each row'
    ' when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))'
    ' execute function app.%I()', 'lead_' || tbl, parent, 'lead_' || tbl);
end
$body$;

-- Parameters:
--   tbl          a table in schema public with org_id, id, created_at, updated_at
--   owner        name of the owner column ('owner_id'), when records belong to people
--   follows      column that points at the record whose visibility this one shares; `parent` is that record's table
--   write_roles  who may insert, and, on tables without owner, change and delete
--   read_roles   who may read, when not everyone in the organisation
--   audit        false only with a reason in the table's comment
create function app.protect(
  tbl text,
  owner text default null,
  follows text default null,
  parent text default null,
  write_roles text[] default '{owner,admin,manager,rep,technician}',
  read_roles text[] default null,
  audit boolean default true
) returns void
language plpgsql
as $$
declare
  in_org constant text := 'org_id = auth.org_id()';
  writer constant text := format('auth.org_role() = any (%L::text[])', write_roles);
  mine constant text := '(owner_id = auth.uid() or auth.uid() = any (assignee_ids))';
  sees text := in_org;
  edits text := in_org || ' and ' || writer;
  owned constant boolean := owner is not null or follows is not null;
begin
  perform app.distribute(tbl);
  if owned then
    sees := in_org || ' and (auth.sees_all() or ' || mine || ' or team_id = auth.sees_team())';
    edits := in_org || ' and ' || writer || ' and (auth.edits_all() or owner_id is null or ' || mine
      || ' or team_id = auth.edits_team())';
  elsif read_roles is not null then
    sees := in_org || format(' and auth.org_role() = any (%L::text[])', read_roles);
  end if;

  execute format('alter table public.%I enable row level security', tbl);
  execute format('alter table public.%I force row level security', tbl);
  execute format('create policy %I on public.%I for select to authenticated using (%s)', tbl || '_select', tbl, sees);
  execute format('create policy %I on public.%I for insert to authenticated with check (%s and %s)',
    tbl || '_insert', tbl, case when follows is not null then sees else in_org end, writer);
  -- with check says less than using: giving a record to a colleague is allowed, moving it to another organisation not
  execute format('create policy %I on public.%I for update to authenticated using (%s) with check (%s)',
    tbl || '_update', tbl, edits, in_org);
  execute format('create policy %I on public.%I for delete to authenticated using (%s)', tbl || '_delete', tbl, edits);
  execute format('grant select, insert, update, delete on public.%I to authenticated, service_role', tbl);
  execute format('revoke all on public.%I from anon', tbl);

  execute format('create trigger touch before update on public.%I for each row when (%s)'
    ' execute function app.touch()', tbl, app.not_derived());
  if exists (select from pg_attribute where attrelid = format('public.%I', tbl)::regclass
      and attname = 'deleted_at' and not attisdropped) then
    execute format(
      'create trigger soft_delete before delete on public.%I for each row execute function app.soft_delete()', tbl);
  end if;
  if follows is not null then
    perform app.follow(tbl, parent, follows);
  elsif owner is not null then
    execute format('create trigger fill_team before insert or update of owner_id on public.%I for each row'
      ' when (%s) execute function app.fill_team()', tbl, app.not_derived());
    execute format('create index %I on public.%I (org_id, owner_id)', tbl || '_owner', tbl);
  end if;
  if audit then
    perform app.audit_table(tbl);
  end if;
  perform app.alias_org(tbl);
  perform app.publish_live(tbl);
end
$$;
comment on function app.protect(text, text, text, text, text[], text[], boolean) is
  'Row security, grants, triggers and audit for a tenant table.';

-- Statement-level with transition tables: one insert into the log however many rows changed. Shards know no
-- transition tables, so there the same work is done row by row (docs/decisions, audit).
create function app.audit_table(tbl text) returns void
language plpgsql
as $$
begin
  execute format('create trigger audit_insert after insert on public.%I referencing new table as new_rows'
    ' for each statement when (%s) execute function app.audit_insert(%L)', tbl, app.not_derived(), tbl);
  execute format('create trigger audit_update after update on public.%I referencing new table as new_rows'
    ' old table as old_rows for each statement when (%s) execute function app.audit_update(%L)',
    tbl, app.not_derived(), tbl);
  execute format('create trigger audit_delete after delete on public.%I referencing old table as old_rows'
    ' for each statement when (%s) execute function app.audit_delete(%L)', tbl, app.not_derived(), tbl);
end
$$;

-- seed: C02: organization_id and tenant_id can be read wherever org_id can, as computed columns of REST.
create function app.alias_org(tbl text) returns void
language plpgsql
as $$
declare
  alias text;
begin
  foreach alias in array '{organization_id,tenant_id}'::text[] loop
    execute format('create function public.%I(r public.%I) returns uuid language sql stable parallel safe'
      ' as ''select r.org_id''', alias, tbl);
    execute format('comment on function public.%I(public.%I) is ''Another name of org_id.''', alias, tbl);
    execute format('grant execute on function public.%I(public.%I) to authenticated, service_role', alias, tbl);
  end loop;
end
$$;
