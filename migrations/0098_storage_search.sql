-- Lists of objects, folder by folder: a page of a folder with many thousands is read by skipping along one index.

-- The entries of one level below a prefix, by name: a folder is met once and jumped over.
create function storage.names_below(
  bucket text, prefix text, after text, most integer, descending boolean, delimited boolean default true
)
returns table (entry text, is_folder boolean)
language plpgsql stable
as $$
declare
  edge text;
  cursor_at text := after;
  met text;
  cut integer;
  found_one boolean;
  returned integer := 0;
begin
  loop
    found_one := false;
    if descending then
      edge := coalesce(cursor_at, prefix || chr(1114111));
      for met in
        select o.name from storage.objects as o
        where o.bucket_id = bucket and o.name >= prefix and o.name < edge order by o.name desc limit least(most, 1000) + 1
      loop
        found_one := true;
        cut := case when delimited then strpos(substr(met, length(prefix) + 1), '/') else 0 end;
        if cut > 0 then
          met := left(met, length(prefix) + cut - 1);
          cursor_at := met || '/';
        else
          cursor_at := met;
        end if;
        entry := met; is_folder := cut > 0; return next;
        returned := returned + 1;
        exit when cut > 0 or returned >= most;
      end loop;
    else
      for met in
        select o.name from storage.objects as o
        where o.bucket_id = bucket and o.name > coalesce(cursor_at, prefix) and o.name < prefix || chr(1114111)
        order by o.name limit least(most, 1000) + 1
      loop
        found_one := true;
        cut := case when delimited then strpos(substr(met, length(prefix) + 1), '/') else 0 end;
        if cut > 0 then
          met := left(met, length(prefix) + cut - 1);
          cursor_at := met || '/' || chr(1114111);
        else
          cursor_at := met;
        end if;
        entry := met; is_folder := cut > 0; return next;
        returned := returned + 1;
        exit when cut > 0 or returned >= most;
      end loop;
    end if;
    exit when not found_one or returned >= most;
  end loop;
end
$$;
comment on function storage.names_below(text, text, text, integer, boolean, boolean) is
  'Objects and folders of one level below a prefix, after a name, as the caller may see them.';

-- As upstream: names come relative to the level asked for; folders are rows without an id.
create function storage.search(
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
  inside constant text := case when folder = '' then '' else folder || '/' end;
  asked constant text := lower(substr(prefix || search, length(inside) + 1));
  desc_order constant boolean := lower(sortorder) = 'desc';
  most constant integer := least(coalesce(limits, 100), 1500);
begin
  if sortcolumn = 'name' then
    return query
    select substr(n.entry, length(inside) + 1), o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
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
    select f.name, f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata from (
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
  using bucketname, length(inside), inside, asked, most, offsets;
end
$$;
comment on function storage.search(text, text, integer, integer, integer, text, text, text) is
  'One level of a bucket below a prefix, as the caller may see it.';

grant execute on all functions in schema storage to anon, authenticated, service_role;
revoke execute on function storage.record_of(uuid, text, uuid), storage.follow_records(text) from anon, authenticated;
