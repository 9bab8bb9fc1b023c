-- What pages listen to: each table tells that a row changed, and which rows it points at; never what the row says.

create function app.publish_live(tbl text) returns void
language plpgsql
as $$
declare
  columns text;
begin
  if not exists (select from pg_publication where pubname = 'comity_live') then
    create publication comity_live;
  end if;
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns
  from pg_attribute as a
  where a.attrelid = format('public.%I', tbl)::regclass and not a.attisdropped
    and (
      a.attname in ('org_id', 'id', 'contact_id', 'company_id', 'lead_id', 'call_id', 'user_id', 'import_id')
      -- without the whole primary key Postgres refuses every update and delete of the table
      or a.attnum in (
        select unnest(i.indkey) from pg_index as i where i.indrelid = a.attrelid and i.indisprimary
      )
    );
  execute format('alter publication comity_live add table public.%I (%s)', tbl, columns);
exception
  when insufficient_privilege then
    raise notice 'No publication may be made here: pages follow the audit log instead.';
end
$$;
comment on function app.publish_live(text) is 'Lets pages hear of changes to the table.';
