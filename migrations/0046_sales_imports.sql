-- What leads need beside the tables of every import.  owner: office/imports for sales

-- A row of an import as column values of a lead. Places in the pipeline and people were looked up before (stage_id,
-- pipeline_id, contact_id); a stage says more than a status, and only what is lost has a reason for it.
create function app.lead_values(row_values jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select row_values - '{deal_name,close_date,stage,pipeline,full_name,first_name,last_name,email,phone,points}'::text[]
    - case when row_values ? 'stage_id' and row_values ->> 'status' is distinct from 'cold' then 'status' else '' end
    - case when coalesce(row_values ->> 'status', 'lost') <> 'lost' then 'lost_reason' else '' end
    || case when row_values ? 'deal_name' then jsonb_build_object('title', row_values ->> 'deal_name') else '{}' end
    || case when row_values ? 'close_date' then jsonb_build_object('expected_close_on', row_values ->> 'close_date')
      else '{}' end
    || coalesce((select jsonb_object_agg(m, round((row_values ->> m)::numeric, 2))
      from unnest('{amount,budget_min,budget_max}'::text[]) as m where row_values ? m), '{}')
$$;
comment on function app.lead_values(jsonb) is 'A row of an import as column values of a lead.';
grant execute on function app.lead_values(jsonb) to authenticated, service_role;

-- History, timeline and audit of the leads a chunk has just created, by statement; rows that were not taken after all are
-- marked. Who sees the lead sees these.
create function app.import_lead_parts(
  job uuid, from_row integer, to_row integer, said text, out created integer, out refused integer[]
)
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
declare
  org constant uuid := auth.org_id();
  me constant uuid := auth.uid();
  made uuid[];
begin
  with gone as (
    update app.import_rows as r set action = 'b'
    where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n'
      and not exists (select from public.leads as l where l.org_id = org and l.id = r.record_id)
    returning r.row_no
  )
  select coalesce(array_agg(g.row_no), '{}') into refused from gone as g;
  select coalesce(array_agg(r.record_id), '{}') into made from app.import_rows as r
  where r.org_id = org and r.job_id = job and r.row_no between from_row and to_row and r.action = 'n';
  insert into public.lead_stages (org_id, lead_id, stage_id, stage, status, amount_base, reason, moved_by, agent, entered_at,
    owner_id, team_id, assignee_ids)
  select org, l.id, l.stage_id, s.name, l.status, l.amount_base, l.lost_reason, me, app.actor() ->> 'agent',
    l.stage_entered_at, l.owner_id, l.team_id, l.assignee_ids
  from public.leads as l
  inner join public.stages as s on s.org_id = org and s.id = l.stage_id
  where l.org_id = org and l.id = any (made);
  insert into public.activities (org_id, kind, lead_id, contact_id, company_id, about_kind, about_id, subject, actor_kind,
    actor_id, owner_id, team_id, assignee_ids, created_by)
  select org, 'system', l.id, l.contact_id, l.company_id, 'import_jobs', job, said, 'import', me, l.owner_id, l.team_id,
    l.assignee_ids, me
  from public.leads as l where l.org_id = org and l.id = any (made);
  perform app.import_audit(job, from_row, to_row, 'leads');
  insert into app.import_created (org_id, job_id, first_row, relation, ids)
  select org, job, from_row, 'leads', made where cardinality(made) > 0;
  created := cardinality(made);
end
$$;
comment on function app.import_lead_parts(uuid, integer, integer, text) is
  'History, timeline and audit of the leads a chunk of an import has just created.';
alter function app.import_lead_parts(uuid, integer, integer, text) owner to service_role;
grant execute on function app.import_lead_parts(uuid, integer, integer, text) to authenticated, service_role;
