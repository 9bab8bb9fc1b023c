-- What is searched for may name folders below the one that is listed, as upstream's list does.

create or replace function storage.search(
  prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0,
  search text default '', sortcolumn text default 'name', sortorder text default 'asc'
)
returns table (
  name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb
)
language plpgsql stable
as $$
declare
  folder constant text := array_to_string((string_to_array(prefix || search, '/'))[1 : greatest(levels, 1) - 1], '/');
  listed constant text := case when folder = '' then '' else folder || '/' end;
  inside constant text := listed || coalesce(substring(substr(prefix || search, length(listed) + 1) from '^.*/'), '');
  asked constant text := lower(substr(prefix || search, length(inside) + 1));
  desc_order constant boolean := lower(sortorder) = 'desc';
  most constant integer := least(coalesce(limits, 100), 1500);
begin
  if sortcolumn = 'name' then
    return query
    select substr(n.entry, length(listed) + 1), o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
    from (
      select e.entry, e.is_folder, row_number() over () as place
      from storage.names_below(bucketname, inside, null,
        case when asked = '' then offsets + most else 2147483646 end, desc_order) as e
      where asked = '' or starts_with(lower(substr(e.entry, length(inside) + 1)), asked)
      offset offsets limit most
    ) as n
    left join storage.objects as o on o.bucket_id = bucketname and o.name = n.entry and not n.is_folder
    order by n.place;
    return;
  end if;
  return query execute format($q$
    select $7 || f.name, f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata from (
      select substr(o.name, $2 + 1) as name, o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
      from storage.objects as o
      where o.bucket_id = $1 and o.name > $3 and o.name < $3 || chr(1114111) and strpos(substr(o.name, $2 + 1), '/') = 0
      union all
      select distinct on (1) split_part(substr(o.name, $2 + 1), '/', 1), null::uuid, null::timestamptz, null::timestamptz,
        null::timestamptz, null::jsonb
      from storage.objects as o
      where o.bucket_id = $1 and o.name > $3 and o.name < $3 || chr(1114111) and strpos(substr(o.name, $2 + 1), '/') > 0
    ) as f
    where starts_with(lower(f.name), $4)
    order by (f.id is not null), f.%I %s, f.name limit $5 offset $6$q$,
    case when sortcolumn in ('updated_at', 'created_at', 'last_accessed_at') then sortcolumn else 'name' end,
    case when desc_order then 'desc' else 'asc' end)
  using bucketname, length(inside), inside, asked, most, offsets, substr(inside, length(listed) + 1);
end
$$;
