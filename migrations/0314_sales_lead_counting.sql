-- Totals are counted by views with a table's columns as they were when the view was made: a list filtered by a newer column
-- could not be counted. Made again, they have every column; and making them again is allowed from now on.

create or replace function app.countable(tbl text) returns void
language plpgsql
as $$
begin
  execute format('create or replace view app.%I as select * from public.%I where org_id = auth.org_id() and auth.sees_all()',
    'seen_' || tbl, tbl);
  execute format('create or replace view app.%I as select * from public.%I where org_id = auth.org_id()'
    ' and not auth.sees_all() and (owner_id = (select auth.uid()) or team_id = (select auth.sees_team())'
    ' or (select auth.uid()) = any (assignee_ids))', 'own_' || tbl, tbl);
  execute format('alter view app.%I owner to service_role', 'seen_' || tbl);
  execute format('alter view app.%I owner to service_role', 'own_' || tbl);
  execute format('grant select on app.%I, app.%I to authenticated', 'seen_' || tbl, 'own_' || tbl);
  execute format('comment on view app.%I is ''%s as those see it who see all; for counting.''', 'seen_' || tbl, tbl);
  execute format('comment on view app.%I is ''%s as those see it who see their own; for counting.''', 'own_' || tbl, tbl);
end
$$;

select app.countable('contacts'), app.countable('companies'), app.countable('activities'), app.countable('leads');
