-- How an import changes records that are there already: the same for every kind of them, and in one place.

-- Sets what a file says and keeps what stood there for undo. Only columns that any of the rows names are written. Who may not
-- change a record, by its row security, is told so: it was not taken. As whoever imports; nothing is logged twice.
create function app.import_change(
  in_org uuid, job uuid, rel text, row_nos integer[], ids uuid[], now_are jsonb[], changes jsonb[]
) returns table (row_no integer, record_id uuid, taken boolean)
language plpgsql
as $$
declare
  pairs constant text := (select string_agg(distinct format('%1$I = p.%1$I', k), ', ')
    from unnest(changes) as c, jsonb_object_keys(c) as k);
begin
  return query execute format(
    'with said as (select * from unnest($3, $4, $5, $6) as s (row_no, record_id, now_is, change)),'
    ' changed as (update public.%1$I as t set %2$s from said as s,'
    '   lateral jsonb_populate_record(null::public.%1$I, s.now_is || s.change) as p'
    '   where t.org_id = $1 and t.id = s.record_id and s.change <> ''{}'' returning t.id),'
    ' logged as (insert into app.import_changes (org_id, job_id, relation, record_id, old_values, new_values)'
    '   select $1, $2, %1$L, s.record_id, (select jsonb_object_agg(k, s.now_is -> k) from jsonb_object_keys(s.change) as k),'
    '     s.change from said as s inner join changed as h on h.id = s.record_id on conflict do nothing)'
    ' select s.row_no, s.record_id, s.change = ''{}'' or h.id is not null'
    ' from said as s left join changed as h on h.id = s.record_id', rel, coalesce(pairs, 'id = t.id'))
  using in_org, job, row_nos, ids, now_are, changes;
end
$$;
comment on function app.import_change(uuid, uuid, text, integer[], uuid[], jsonb[], jsonb[]) is
  'Changes records as rows of a file say, keeping their old values; which of them could be changed.';
grant execute on function app.import_change(uuid, uuid, text, integer[], uuid[], jsonb[], jsonb[])
  to authenticated, service_role;
