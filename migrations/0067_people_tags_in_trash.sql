-- A tag in the trash is on no record: whoever reads tag_ids, by page, file or wire, finds only tags that are there.
-- Which records bore it is remembered until it comes back or goes for good.  seed: D73

create table app.tagged_before (
  org_id uuid not null,
  tag_id uuid not null,
  relation text not null,
  ids uuid[] not null,
  primary key (org_id, tag_id, relation),
  constraint tagged_before_tag foreign key (org_id, tag_id) references public.tags (org_id, id) on delete cascade
);
comment on table app.tagged_before is 'The records that bore a tag when it went to the trash, a row a table.';
grant select, insert, update, delete on app.tagged_before to service_role;

create function app.tables_with_tags() returns setof text
language sql stable
as $$
  select c.relname::text from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tag_ids' and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
$$;
comment on function app.tables_with_tags() is 'Tables whose records bear tags.';

-- (derived: the tag's own row in the audit log says what happened to all of them)
create function app.hide_tag(in_org uuid, tag uuid) returns void
language plpgsql set app.derived = 'on'
as $$
declare
  tbl text;
begin
  for tbl in select * from app.tables_with_tags() loop
    execute format(
      'with gone as (update public.%1$I as r set tag_ids = array_remove(r.tag_ids, $2)'
      ' where r.org_id = $1 and r.tag_ids @> array[$2] returning r.id)'
      ' insert into app.tagged_before as b (org_id, tag_id, relation, ids)'
      ' select $1, $2, %1$L, array_agg(g.id) from gone as g having count(*) > 0'
      ' on conflict (org_id, tag_id, relation) do update set ids = excluded.ids', tbl)
    using in_org, tag;
  end loop;
end
$$;
comment on function app.hide_tag(uuid, uuid) is 'Takes a tag off every record and remembers where it was.';

create function app.show_tag(in_org uuid, tag uuid) returns void
language plpgsql set app.derived = 'on'
as $$
declare
  tbl text;
begin
  for tbl in select b.relation from app.tagged_before as b where b.org_id = in_org and b.tag_id = tag loop
    execute format(
      'update public.%1$I as r set tag_ids = array_append(r.tag_ids, $2)'
      ' from (select unnest(b.ids) as id from app.tagged_before as b'
      '   where b.org_id = $1 and b.tag_id = $2 and b.relation = %1$L) as was'
      ' where r.org_id = $1 and r.id = was.id and not r.tag_ids @> array[$2]', tbl)
    using in_org, tag;
  end loop;
  delete from app.tagged_before as b where b.org_id = in_org and b.tag_id = tag;
end
$$;
comment on function app.show_tag(uuid, uuid) is 'Puts a tag back on the records that bore it.';

create function app.tag_trashed() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if new.deleted_at is null then
    perform app.show_tag(new.org_id, new.id);
  else
    perform app.hide_tag(new.org_id, new.id);
  end if;
  return null;
end
$$;
alter function app.tag_trashed() owner to service_role;
create trigger tag_trashed after update of deleted_at on tags for each row
when ((old.deleted_at is null) is distinct from (new.deleted_at is null)) execute function app.tag_trashed();

-- tag_ids repeat the taggings of tags that are there; those of a tag in the trash stay for its return
create function app.live_tags(in_org uuid, contact uuid, company uuid) returns uuid[]
language sql stable
as $$
  select array(
    select g.tag_id from public.taggings as g
    inner join public.tags as t on t.org_id = g.org_id and t.id = g.tag_id and t.deleted_at is null
    where g.org_id = in_org and (g.contact_id = contact or g.company_id = company) order by g.created_at, g.id)
$$;
comment on function app.live_tags(uuid, uuid, uuid) is 'The tags a contact or a company bears, the oldest first.';

create or replace function app.tag_ids_row() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  execute format(
    'delete from public.taggings as g where g.org_id = $1 and g.%I = $2 and g.tag_id <> all ($3)'
    ' and exists (select from public.tags as t where t.org_id = g.org_id and t.id = g.tag_id and t.deleted_at is null)',
    tg_argv[0])
  using new.org_id, new.id, new.tag_ids;
  execute format(
    'insert into public.taggings (org_id, tag_id, %I, owner_id, team_id, assignee_ids)'
    ' select $1, t.id, $2, $4, $5, $6 from public.tags as t'
    ' where t.org_id = $1 and t.id = any ($3) and t.deleted_at is null on conflict do nothing', tg_argv[0])
  using new.org_id, new.id, new.tag_ids, new.owner_id, new.team_id, new.assignee_ids;
  execute format('update public.%I as r set tag_ids = app.live_tags($1, %s) where r.org_id = $1 and r.id = $2',
    tg_table_name, case tg_argv[0] when 'contact_id' then '$2, null' else 'null, $2' end)
  using new.org_id, new.id;
  return null;
end
$$;

do $$
declare
  t record;
begin
  for t in select g.org_id, g.id from public.tags as g where g.deleted_at is not null loop
    perform app.hide_tag(t.org_id, t.id);
  end loop;
end
$$;
