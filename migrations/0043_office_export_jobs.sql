-- Exports: a list as a file, written in the background under the asker's own rights, kept for a week.  seed: IE08, SC08

create table export_jobs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid default auth.uid(),
  relation text not null constraint export_jobs_relation_form check (relation ~ '^[a-z][a-z_0-9]{0,62}$'),
  query text not null default '' constraint export_jobs_query_length check (length(query) <= 8000),
  columns text[] not null default '{}' constraint export_jobs_columns_count check (cardinality(columns) <= 500),
  format text not null default 'csv' constraint export_jobs_format_known check (format in ('csv', 'json', 'xlsx')),
  name text not null constraint export_jobs_name_length check (length(name) between 1 and 200),
  status text not null default 'queued' constraint export_jobs_status_known
    check (status in ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
  row_count bigint not null default 0,
  file_size bigint not null default 0,
  message text not null default '',
  background_job_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  expires_at timestamptz not null default now() + interval '7 days',
  primary key (org_id, id)
);
comment on table export_jobs is
  'Lists asked for as files: which, in which format, by whom. Only that person and admins see and download them.';
create index export_jobs_of_person on export_jobs (org_id, user_id, created_at desc);

select app.protect('export_jobs', write_roles => '{owner,admin,manager,rep,technician,readonly}');
create policy export_jobs_own on export_jobs as restrictive for select to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));
create policy export_jobs_own_insert on export_jobs as restrictive for insert to authenticated
with check (user_id = auth.uid());
create policy export_jobs_own_update on export_jobs as restrictive for update to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));
create policy export_jobs_own_delete on export_jobs as restrictive for delete to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));

-- Five an hour and person, counted over a sliding window; on the wire too.
create function app.export_limit() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if auth.role() = 'authenticated' and (
    select count(*) from public.export_jobs as e
    where e.org_id = new.org_id and e.user_id = new.user_id and e.created_at > now() - interval '1 hour'
  ) >= 5 then
    raise exception 'Five exports an hour are the limit.' using errcode = '54000', constraint = 'export_jobs_limit';
  end if;
  return new;
end
$$;
alter function app.export_limit() owner to service_role;
create trigger export_limit before insert on export_jobs for each row execute function app.export_limit();
