-- The right to be forgotten: what an organisation keeps about a person is made nobody's at once. Sums and dates stay, words go;
-- the log keeps who did what and when, without the values, and its chain still verifies.  seed: F38, GD06, C09

-- Values of the log without what a person could be known by: ids, instants, numbers and kinds stay.
create function app.erased_values(given jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select case when given is not null then coalesce((
    select jsonb_object_agg(e.key, case
      when jsonb_typeof(e.value) in ('boolean', 'null') or e.key in ('kind', 'status', 'state', 'role', 'relation', 'source')
        or e.key ~ '(amount|_base|_at|score|currency)$'
        or (e.key ~ '(^|_)id$' and e.value #>> '{}' ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$') then e.value
      else '"erased"' end)
    from jsonb_each(given) as e), '{}') end
$$;

-- The log rows of these records lose their values; the chain goes on with their digests as first written.
create function app.erase_log(org uuid, records uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog set timezone = 'UTC'
as $$
declare
  n integer;
begin
  perform set_config('app.audit_maintenance', 'erasure', true);
  update public.audit_logs as a
  set erased_digest = app.audit_digest(a, coalesce((
      select s.form from public.audit_seals as s
      where s.org_id = a.org_id and a.tx >= s.from_tx and a.tx < s.to_tx limit 1), 2::smallint)),
    old_values = app.erased_values(a.old_values), new_values = app.erased_values(a.new_values)
  where a.org_id = org and a.action in ('insert', 'update', 'delete') and a.record_id = any (records);
  get diagnostics n = row_count;
  perform set_config('app.audit_maintenance', '', true);
  return n;
end
$$;
comment on function app.erase_log(uuid, uuid[]) is 'Takes the values out of the log rows of records; the chain still verifies.';

-- Deletes for good the rows of a table that a condition over $1 organisation, $2 ids and $3 more ids names; their ids.
create function app.erase_rows(tbl text, condition text, org uuid, ids uuid[], more uuid[] default '{}') returns uuid[]
language plpgsql
as $$
declare
  gone uuid[];
begin
  execute format('with gone as ('
    'delete from public.%I as x where x.org_id = $1 and (%s) returning (to_jsonb(x) ->> ''id'')::uuid as id)'
    ' select array_agg(g.id) from gone as g where g.id is not null', tbl, condition) into gone using org, ids, more;
  return coalesce(gone, '{}');
end
$$;

-- Rows that belong to a contact, to calls with them, or to their deals (words about deals; not their sums and stages).
create function app.erase_children(org uuid, contact uuid, calls uuid[], leads uuid[]) returns uuid[]
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
  return gone || app.erase_rows('duplicates', format('%L in (x.a_id, x.b_id)', contact), org, calls)
    || app.erase_rows('merges', format('%L in (x.winner_id, x.loser_id)', contact), org, calls)
    || app.erase_rows('calls', 'x.id = any ($2)', org, calls);
end
$$;

-- What was written about them elsewhere: mails, messages in and out, questions and answers, searches, what work remembers.
create function app.erase_traces(org uuid, about uuid[], words text[], last_name text) returns void
language plpgsql
as $$
declare
  queue text;
  known constant text := (select string_agg(i::text, '|') from unnest(about) as i);
begin
  update public.mails as m set recipient = 'erased@erased.invalid', recipient_name = null, subject = 'Erased', body_text = '',
    body_html = '', link = null
  where m.org_id = org and lower(m.recipient) = any (words);
  delete from public.search_history as s
  where s.org_id = org and exists (
    select from unnest(words || lower(last_name)) as w where length(w) > 1 and position(w in lower(concat(s.text, s.query))) > 0);
  delete from public.import_errors as e where e.org_id = org and lower(e.value) = any (words);
  delete from public.webhook_events as e where e.org_id = org and exists (
    select from unnest(words) as w where position(convert_to(w, 'UTF8') in e.body) > 0);
  update public.webhook_deliveries as d set payload = '{}' where d.org_id = org and d.subject = any (about);
  update public.automation_runs as r set log = '[]' where r.org_id = org and r.subject = any (about);
  update public.bulk_actions as b set kept = '[]' where b.org_id = org and b.kept::text ~ known;
  delete from public.background_jobs as j where j.org_id = org and j.result_url ~ known;
  delete from public.ai_cache as c where c.org_id = org;
  update public.ai_agent_runs as r set inputs = '{}', outputs = null where r.org_id = org and r.subject_id = any (about);
  update public.ai_agent_runs_archive as r set inputs = '{}', outputs = null where r.org_id = org and r.subject_id = any (about);
  update app.facts as f set payload = '{}' where f.org_id = org and f.subject = any (about);
  foreach queue in array '{p0,p1,p2,p3}'::text[] loop
    execute format('with gone as (delete from absurd.%1$I as t where t.org_id = $1 and t.params::text ~ $2'
      ' and t.state in (''completed'', ''failed'', ''cancelled'') returning t.task_id),'
      ' runs as (delete from absurd.%2$I as r using gone as g where r.task_id = g.task_id)'
      ' delete from absurd.%3$I as c using gone as g where c.task_id = g.task_id', 't_' || queue, 'r_' || queue, 'c_' || queue)
    using org, known;
  end loop;
end
$$;

create function public.anonymize_customer(customer uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := auth.org_id();
  c public.contacts;
  words text[];
  calls uuid[];
  leads uuid[];
  gone uuid[];
  logged integer;
begin
  if not (auth.role() = 'service_role' or auth.has_role('owner', 'admin')) then
    raise exception 'Only owners and admins erase what is kept about somebody.' using errcode = '42501';
  end if;
  select x.* into c from public.contacts as x where x.org_id = org and x.id = customer for update;
  if c.id is null then
    return null;
  end if;
  words := array(
    select distinct lower(w) from unnest(array(
      select p.value from public.contact_points as p where p.org_id = org and p.contact_id = c.id)
      || array[c.email, c.phone, c.full_name]) as w where length(w) > 4);
  calls := array(select k.id from public.calls as k where k.org_id = org and k.contact_id = c.id);
  leads := array(select l.id from public.leads as l where l.org_id = org and l.contact_id = c.id);
  perform set_config('app.purge', 'on', true), set_config('app.derived', 'on', true);
  gone := app.erase_children(org, c.id, calls, leads);
  update public.leads as l set title = 'Erased', role = null, location = null, company = null, source = null,
    description = null, next_step = null, lost_reason = null, custom = '{}', external_id = null, external_platform = null
  where l.org_id = org and l.id = any (leads);
  update public.contracts as k set title = 'Erased' where k.org_id = org and k.lead_id = any (leads);
  update public.contacts as x set first_name = null, last_name = 'Erased', title = null, email = null, phone = null,
    company_id = null, company_name = null, address = null, postal_code = null, city = null, region = null, birthday = null,
    linkedin_url = null, website = null, description = null, consent = '{}', custom = '{}', source = null,
    external_id = null, external_platform = null, tag_ids = '{}', deleted_at = coalesce(x.deleted_at, now())
  where x.org_id = org and x.id = c.id;
  delete from storage.objects as o
  where o.org_id = org and o.record_id = any (gone || c.id || leads) and (o.kept_until is null or o.kept_until <= now());
  perform app.erase_traces(org, c.id || calls || leads, words, c.last_name);
  logged := app.erase_log(org, c.id || calls || leads || gone);
  perform set_config('app.purge', 'off', true), set_config('app.derived', 'off', true);
  perform app.audit_event(org, 'access', 'erasure', c.id);
  return jsonb_build_object('contact', c.id, 'calls', cardinality(calls), 'leads', cardinality(leads),
    'records', cardinality(gone), 'log_rows', logged);
end
$$;
alter function public.anonymize_customer(uuid) set storage.allow_delete_query = 'true';
comment on function public.anonymize_customer(uuid) is
  'Makes a contact nobody: what is kept about them is deleted or emptied everywhere, files and log included; sums of deals stay.
Owners and admins. The empty contact leaves the trash after 90 days. Answers what was erased, or null where there is none.';

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'app.erase_log(uuid,uuid[])', 'app.erase_rows(text,text,uuid,uuid[],uuid[])', 'app.erase_children(uuid,uuid,uuid[],uuid[])',
    'app.erase_traces(uuid,uuid[],text[],text)', 'public.anonymize_customer(uuid)']::regprocedure[]
  loop
    execute format('alter function %s owner to service_role', f);
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
grant execute on function public.anonymize_customer(uuid) to authenticated;
grant update (old_values, new_values, erased_digest) on audit_logs to service_role;
