-- Merges: two records become one, everything that pointed at the one points at the other, and all of it can be undone.

create table merges (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  relation text not null constraint merges_relation_known check (relation in ('contacts', 'companies')),
  winner_id uuid not null,
  loser_id uuid not null,
  winner_before jsonb not null,
  winner_after jsonb not null,
  moved jsonb not null default '{}',
  kept jsonb,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  undone_at timestamptz,
  undone_by uuid,
  primary key (org_id, id)
);
comment on table merges is
  'Which record went into which: the changed values before and after, and every row that was pointed elsewhere. '
  'Written by merge_records and undo_merge only.';
comment on column merges.kept is 'What undo left as it was, because someone changed it after the merge.';
create index merges_of_record on merges (org_id, winner_id, created_at desc);
create index merges_of_loser on merges (org_id, loser_id);
select app.protect('merges', owner => 'owner_id');
revoke insert, update, delete on merges from authenticated;

-- These functions see more than their caller: they work in the caller's organisation only.
create function app.own_org(org uuid) returns void
language plpgsql stable
as $$
begin
  if org is distinct from auth.org_id() and auth.role() is distinct from 'service_role' then
    raise exception 'There is no such record.' using errcode = '42501';
  end if;
end
$$;

-- Points every foreign key at `winner` that points at `loser`; rows that would then exist twice stay. With `these`, just
-- those rows. Returns {"table.column": [ids]} of what moved.
create function app.repoint(rel text, org uuid, loser uuid, winner uuid, these jsonb default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  k record;
  one uuid;
  ids uuid[];
  moved jsonb := '{}';
begin
  perform app.own_org(org);
  for k in
    select c.relname as tbl, a.attname as col, c.relname || '.' || a.attname as name
    from pg_constraint as f
    inner join pg_class as c on c.oid = f.conrelid
    inner join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = any (f.conkey) and a.attname <> 'org_id'
    where f.contype = 'f' and f.confrelid = format('public.%I', rel)::regclass and f.conparentid = 0
      and c.relnamespace = 'public'::regnamespace and c.relname <> 'contact_points'
    order by 3
  loop
    continue when these is not null and not these ? k.name;
    begin
      execute format('with m as (update public.%I set %I = $1 where org_id = $2 and %I = $3 and ($4 is null or id = any ($4))'
        ' returning id) select array_agg(id) from m', k.tbl, k.col, k.col)
      into ids using winner, org, loser, app.ids_of(these -> k.name);
    exception when unique_violation then
      ids := '{}';
      for one in execute format('select id from public.%I where org_id = $1 and %I = $2 and ($3 is null or id = any ($3))',
        k.tbl, k.col) using org, loser, app.ids_of(these -> k.name)
      loop
        begin
          execute format('update public.%I set %I = $1 where org_id = $2 and id = $3', k.tbl, k.col) using winner, org, one;
          ids := ids || one;
        exception when unique_violation then
          null;  -- the winner has such a row already
        end;
      end loop;
    end;
    if cardinality(ids) > 0 then
      moved := moved || jsonb_build_object(k.name, to_jsonb(ids));
    end if;
  end loop;
  return moved;
end
$$;
alter function app.repoint(text, uuid, uuid, uuid, jsonb) owner to service_role;

create function app.ids_of(list jsonb) returns uuid[]
language sql immutable parallel safe
as $$ select case when list is not null then array(select x::uuid from jsonb_array_elements_text(list) as x) end $$;

-- A loser's e-mails and phones become the winner's, as further ones; those the winner has already stay.
create function app.merge_points(org uuid, loser uuid, winner uuid, these uuid[] default null) returns uuid[]
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  moved uuid[];
begin
  perform app.own_org(org);
  with m as (
    update public.contact_points as p
    set contact_id = c.id, owner_id = c.owner_id, team_id = c.team_id, assignee_ids = c.assignee_ids, is_primary = false
    from public.contacts as c
    where p.org_id = org and p.contact_id = loser and c.org_id = org and c.id = winner and (these is null or p.id = any (these))
      and not exists (
        select from public.contact_points as q
        where q.org_id = org and q.contact_id = winner and q.kind = p.kind and q.normalised = p.normalised)
    returning p.id
  )
  select array_agg(id) into moved from m;
  return coalesce(moved, '{}');
end
$$;
alter function app.merge_points(uuid, uuid, uuid, uuid[]) owner to service_role;

-- contacts.email and .phone say which point is primary; each kind with points has one.
create function app.settle_points(org uuid, contact uuid) returns void
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  perform app.own_org(org);
  update public.contact_points as p set is_primary = false
  where p.org_id = org and p.contact_id = contact and p.is_primary;
  update public.contact_points as p set is_primary = true
  from public.contacts as c
  where p.org_id = org and p.contact_id = contact and c.org_id = org and c.id = contact
    and ((p.kind = 'email' and p.normalised = c.email) or (p.kind = 'phone' and p.normalised = c.phone));
end
$$;
alter function app.settle_points(uuid, uuid) owner to service_role;

create function app.merge_record(
  org uuid, rel text, winner uuid, loser uuid, before jsonb, after jsonb, moved_rows jsonb
) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  made uuid;
begin
  perform app.own_org(org);
  insert into public.merges (org_id, relation, winner_id, loser_id, winner_before, winner_after, moved)
  values (org, rel, winner, loser, before, after, moved_rows) returning id into made;
  return made;
end
$$;
alter function app.merge_record(uuid, text, uuid, uuid, jsonb, jsonb, jsonb) owner to service_role;

create function app.merge_undone(org uuid, merge uuid, kept_values jsonb) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform app.own_org(org);
  update public.merges as m set undone_at = now(), undone_by = auth.uid(), kept = kept_values
  where m.org_id = org and m.id = merge;
end
$$;
alter function app.merge_undone(uuid, uuid, jsonb) owner to service_role;

-- What the winner gains by itself: values it lacks and the loser has.
create function app.merge_gains(w jsonb, l jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select coalesce(jsonb_object_agg(e.key, e.value), '{}')
    || case when l -> 'custom' <> '{}' then jsonb_build_object('custom', (l -> 'custom') || (w -> 'custom')) else '{}' end
    || case when l -> 'consent' <> '{}' then jsonb_build_object('consent', (l -> 'consent') || (w -> 'consent')) else '{}' end
    || case when coalesce((l ->> 'total_orders')::int, 0) > 0 then jsonb_build_object(
      'total_orders', (w ->> 'total_orders')::int + (l ->> 'total_orders')::int,
      'lifetime_value', (w ->> 'lifetime_value')::numeric + (l ->> 'lifetime_value')::numeric,
      'average_order_value', round(((w ->> 'lifetime_value')::numeric + (l ->> 'lifetime_value')::numeric)
        / ((w ->> 'total_orders')::int + (l ->> 'total_orders')::int), 2),
      'first_order_at', least((w ->> 'first_order_at')::timestamptz, (l ->> 'first_order_at')::timestamptz),
      'last_order_at', greatest((w ->> 'last_order_at')::timestamptz, (l ->> 'last_order_at')::timestamptz)) else '{}' end
    || case when (l ->> 'last_contact_at')::timestamptz > (w ->> 'last_contact_at')::timestamptz
      then jsonb_build_object('last_contact_at', l -> 'last_contact_at') else '{}' end
  from jsonb_each(l) as e
  where e.value <> 'null' and coalesce(w -> e.key, 'null') = 'null'
    and e.key <> all ('{id,org_id,created_at,created_by,updated_at,deleted_at,owner_id,team_id,assignee_ids,tag_ids,search,
      sort_name,full_name,name,custom,consent,source,source_id}'::text[])
$$;

-- Sets the named columns of one record the caller may change.
create function app.set_values(rel text, record uuid, changes jsonb) returns void
language plpgsql
as $$
declare
  pairs text;
begin
  if changes = '{}' then
    return;
  end if;
  select string_agg(format('%I = r.%I', c, c), ', ') into pairs from unnest(app.bulk_columns(rel, changes)) as c;
  execute format('update public.%I as t set %s from jsonb_populate_record(null::public.%I, $1) as r'
    ' where t.org_id = $2 and t.id = $3', rel, pairs, rel)
  using changes, auth.org_id(), record;
end
$$;

-- The two records, locked, as the caller may change them; an error when one is not there.
create function app.merge_pair(rel text, winner uuid, loser uuid, loser_in_trash boolean) returns jsonb[]
language plpgsql
as $$
declare
  pair jsonb[];
begin
  if winner = loser or rel <> all ('{contacts,companies}') then
    raise exception 'Choose two different records.' using errcode = '22023', constraint = 'merge_two_records';
  end if;
  execute format('select array_agg(r.j order by r.id = $2 desc) from (select t.id, to_jsonb(t) as j from public.%I as t'
    ' where t.org_id = $1 and (t.id = $2 and t.deleted_at is null or t.id = $3 and (t.deleted_at is not null) = $4)'
    ' order by t.id for update) as r', rel)
  into pair using auth.org_id(), winner, loser, loser_in_trash;
  if coalesce(cardinality(pair), 0) <> 2 then
    raise exception 'One of the two records is not there, or you may not change it.'
      using errcode = 'P0002', constraint = 'merge_not_found';
  end if;
  return pair;
end
$$;

-- Merges `loser_id` into `winner_id`. choices: columns the winner shall have, e.g. {"title": "CEO"}. Returns the merge.
create function merge_records(relation text, winner_id uuid, loser_id uuid, choices jsonb default '{}') returns uuid
language plpgsql
as $$
declare
  org constant uuid := auth.org_id();
  pair constant jsonb[] := app.merge_pair(relation, winner_id, loser_id, false);
  changes constant jsonb := app.merge_gains(pair[1], pair[2]) || choices;
  before jsonb;
  moved jsonb := '{}';
begin
  select coalesce(jsonb_object_agg(k, pair[1] -> k), '{}') into before from jsonb_object_keys(changes) as k;
  perform app.set_values(relation, loser_id, jsonb_build_object('deleted_at', now()));
  if relation = 'contacts' then
    moved := jsonb_build_object('contact_points.contact_id', to_jsonb(app.merge_points(org, loser_id, winner_id)));
  end if;
  perform app.set_values(relation, winner_id, changes);
  moved := moved || app.repoint(relation, org, loser_id, winner_id);
  return app.merge_record(org, relation, winner_id, loser_id, before, changes, moved);
end
$$;
comment on function merge_records(text, uuid, uuid, jsonb) is
  'Merges one contact or company into another: fills what the winner lacks, points everything at it, trashes the loser. '
  'Returns the id to undo it with.';

-- Takes a merge apart again. Values of the winner that someone changed since are kept; returns which.
create function undo_merge(merge_id uuid) returns jsonb
language plpgsql
as $$
declare
  org constant uuid := auth.org_id();
  m merges;
  pair jsonb[];
  back jsonb := '{}';
  kept jsonb := '{}';
  k text;
begin
  select * into m from merges where org_id = org and id = merge_id and undone_at is null;
  if not found then
    raise exception 'There is no such merge to undo.' using errcode = 'P0002', constraint = 'merge_not_found';
  end if;
  pair := app.merge_pair(m.relation, m.winner_id, m.loser_id, true);
  for k in select * from jsonb_object_keys(m.winner_after) loop
    if pair[1] -> k is not distinct from m.winner_after -> k then
      back := back || jsonb_build_object(k, m.winner_before -> k);
    else
      kept := kept || jsonb_build_object(k, pair[1] -> k);
    end if;
  end loop;
  if m.relation = 'contacts' then
    perform app.merge_points(org, m.winner_id, m.loser_id, app.ids_of(m.moved -> 'contact_points.contact_id'));
  end if;
  perform app.set_values(m.relation, m.winner_id, back);
  perform app.set_values(m.relation, m.loser_id, '{"deleted_at": null}');
  if m.relation = 'contacts' then
    perform app.settle_points(org, m.winner_id), app.settle_points(org, m.loser_id);
  end if;
  perform app.repoint(m.relation, org, m.winner_id, m.loser_id, m.moved);
  perform app.merge_undone(org, m.id, kept);
  return kept;
end
$$;
comment on function undo_merge(uuid) is
  'Takes a merge apart: both records and all that pointed at them as before; keeps and returns what was changed since.';

grant execute on function app.own_org(uuid), app.repoint(text, uuid, uuid, uuid, jsonb), app.ids_of(jsonb),
  app.merge_points(uuid, uuid, uuid, uuid[]), app.settle_points(uuid, uuid), app.merge_gains(jsonb, jsonb),
  app.merge_record(uuid, text, uuid, uuid, jsonb, jsonb, jsonb), app.merge_undone(uuid, uuid, jsonb),
  app.set_values(text, uuid, jsonb), app.merge_pair(text, uuid, uuid, boolean), merge_records(text, uuid, uuid, jsonb),
  undo_merge(uuid) to authenticated, service_role;
