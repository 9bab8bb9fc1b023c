-- Notes about what goes with a contact (their tasks, entries of their timeline) say their name: they go with it.  seed: F38, GD06

-- Rows that belong to a contact, to calls with them, or to their deals (words about deals; not their sums and stages).
create or replace function app.erase_children(org uuid, contact uuid, calls uuid[], leads uuid[]) returns uuid[]
language plpgsql
as $$
declare
  t record;
  gone uuid[] := '{}';
  waits integer;
begin
  for pass in 1 .. 4 loop
    waits := 0;
    for t in
      select c.relname as tbl, array_agg(a.attname::text) as cols
      from pg_class as c
      inner join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and a.attname in ('contact_id', 'call_id', 'lead_id', 'about_id', 'subject_id', 'record_id')
        and c.relname <> all ('{contacts,leads,calls,contracts,lead_stages,lead_playbooks,playbook_ticks,assignments,
          ai_agent_runs,ai_agent_runs_archive}'::text[])
        and c.relname !~ '^audit_logs'
      group by c.relname order by c.relname
    loop
      begin
        gone := gone || app.erase_rows(t.tbl, concat_ws(' or ',
          case when 'contact_id' = any (t.cols) then format('x.contact_id = %L', contact) end,
          case when 'call_id' = any (t.cols) then 'x.call_id = any ($2)' end,
          case when 'lead_id' = any (t.cols) and 'contact_id' = any (t.cols) then 'x.lead_id = any ($3) and x.contact_id is null'
            when 'lead_id' = any (t.cols) then 'x.lead_id = any ($3)' end,
          case when 'about_id' = any (t.cols) then format('x.about_id = any ($2 || $3 || %L::uuid)', contact) end,
          case when 'subject_id' = any (t.cols) then format('x.subject_id = any ($2 || $3 || %L::uuid)', contact) end,
          case when 'record_id' = any (t.cols) then format('x.record_id = any ($2 || $3 || %L::uuid)', contact) end),
          org, calls, leads);
      exception when foreign_key_violation then
        waits := waits + 1;
      end;
    end loop;
    exit when waits = 0;
  end loop;
  perform app.erase_rows('notifications', 'x.subject_id = any ($2)', org, gone);
  return gone || app.erase_rows('duplicates', format('%L in (x.a_id, x.b_id)', contact), org, calls)
    || app.erase_rows('merges', format('%L in (x.winner_id, x.loser_id)', contact), org, calls)
    || app.erase_rows('calls', 'x.id = any ($2)', org, calls);
end
$$;
