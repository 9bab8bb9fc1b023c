-- Tags on many records at once, and the ids a large change still has to reach.  owner: office/lists

alter table bulk_actions add column pending uuid[] not null default '{}';
comment on column bulk_actions.pending is 'Ids a large change has still to reach; emptied chunk by chunk.';

create function app.bulk_tag(action uuid, rel text, ids uuid[], tag uuid, add_it boolean) returns integer
language plpgsql
as $$
declare
  touched integer;
begin
  if not exists (select from public.tags as t where t.org_id = auth.org_id() and t.id = tag and t.deleted_at is null) then
    raise exception 'There is no such tag.' using errcode = '23503', constraint = 'taggings_tag';
  end if;
  execute format(
    'with before as (select t.id, t.tag_ids from public.%I as t'
    '   where t.org_id = $1 and t.id = any ($2) and ($3 = any (t.tag_ids)) <> $4 for update), '
    'after as (update public.%I as t'
    '   set tag_ids = case when $4 then array_append(b.tag_ids, $3) else array_remove(b.tag_ids, $3) end'
    '   from before as b where t.org_id = $1 and t.id = b.id returning t.id, t.tag_ids) '
    'insert into app.bulk_changes (org_id, action_id, relation, record_id, old_values, new_values) '
    'select $1, $5, $6, b.id, jsonb_build_object(''tag_ids'', b.tag_ids), jsonb_build_object(''tag_ids'', a.tag_ids) '
    'from before as b inner join after as a on a.id = b.id returning 1', rel, rel)
  using auth.org_id(), ids, tag, add_it, action, rel;
  get diagnostics touched = row_count;
  return touched;
end
$$;
grant execute on function app.bulk_tag(uuid, text, uuid[], uuid, boolean) to authenticated, service_role;
