-- What runs in the background for a person, as the job tray shows it. The work itself is elsewhere; this is its face.

create table background_jobs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  user_id uuid default auth.uid(),
  kind text not null,
  title text not null,
  state text not null default 'queued' constraint background_jobs_state_known
    check (state in ('queued', 'running', 'done', 'failed', 'cancelled', 'paused')),
  done bigint not null default 0,
  total bigint,
  message text not null default '',
  result_url text constraint background_jobs_result_url_local check (result_url ~ '^/([^/\\]|$)'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (org_id, id)
);
comment on table background_jobs is
  'Progress of imports, exports and calls for the job tray. Not audited: it changes every second and says nothing of people.';
create index background_jobs_of_person on background_jobs (org_id, user_id, id desc);

select app.protect('background_jobs', write_roles => '{owner,admin,manager,rep,technician,readonly}', audit => false);
revoke delete on background_jobs from authenticated;
create policy background_jobs_own on background_jobs as restrictive for select to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin'));
create policy background_jobs_own_insert on background_jobs as restrictive for insert to authenticated
with check (user_id = auth.uid());
create policy background_jobs_own_update on background_jobs as restrictive for update to authenticated
using (user_id = auth.uid() or auth.has_role('owner', 'admin')) with check (user_id is not null);
