-- Rows of a file are matched with what is there by joins whose plans depend on how much that is. Right after another import,
-- or after a crash, nobody has counted yet: matching 70,000 rows then took minutes instead of a second. So the importer
-- looks itself: a table that has grown by a fifth since it was counted is counted again, the columns that matter only.

create or replace function app.import_analyse_targets() returns void
language plpgsql security definer set search_path = public
as $$
declare
  t record;
begin
  for t in
    select c.oid::regclass as name, w.cols
    from (values
      ('contacts'::regclass, 'org_id, id, email, phone, sort_name, company_id, external_id'),
      ('contact_points', 'org_id, contact_id, kind, normalised, is_primary'),
      ('companies', 'org_id, id, domain, sort_name, external_id')) as w (rel, cols)
    inner join pg_class as c on c.oid = w.rel
    where pg_relation_size(c.oid) / current_setting('block_size')::integer > c.relpages * 1.2 + 16
  loop
    execute format('analyze %s (%s)', t.name, t.cols);
  end loop;
end
$$;
comment on function app.import_analyse_targets() is
  'Statistics for what files are matched with, where it has grown since they were taken.';
