-- Plans: what is done once a deal is won, and what is done when it falls ill. Their steps are tasks.  seed: D17, D18, F14, J07

create table deal_plans (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null constraint deal_plans_kind_known check (kind in ('onboarding', 'intervention')),
  lead_id uuid not null,
  title text not null constraint deal_plans_title_length check (length(btrim(title)) between 1 and 300),
  state text not null default 'active' constraint deal_plans_state_known check (state in ('active', 'done', 'dropped')),
  reasons jsonb not null default '[]' constraint deal_plans_reasons_form check (jsonb_typeof(reasons) = 'array'),
  task_ids uuid[] not null default '{}',
  score smallint,
  playbook_id uuid,
  finished_at timestamptz,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint deal_plans_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table deal_plans is
  'Plans of a deal: the onboarding of one that was won, the intervention in one that went red. Steps are tasks (task_ids).';
comment on column deal_plans.reasons is 'Why each step is there: [{"code", "quote", "call_id", "start", "days"}].';
create unique index deal_plans_one_active on deal_plans (org_id, lead_id, kind) where state = 'active';
create index deal_plans_of_lead on deal_plans (org_id, lead_id);
create index deal_plans_active on deal_plans (org_id, kind, created_at desc) where state = 'active';
select app.protect('deal_plans', follows => 'lead_id', parent => 'leads');

create view onboarding_plans with (security_invoker = true) as
select p.org_id, p.id, p.lead_id, p.title, p.state, p.reasons, p.task_ids, p.playbook_id, p.finished_at, p.owner_id,
  p.created_at, p.updated_at
from deal_plans as p where p.kind = 'onboarding';
comment on view onboarding_plans is 'Plans for customers who have just been won.';
create view intervention_plans with (security_invoker = true) as
select p.org_id, p.id, p.lead_id, p.title, p.state, p.reasons, p.task_ids, p.score, p.finished_at, p.owner_id,
  p.created_at, p.updated_at
from deal_plans as p where p.kind = 'intervention';
comment on view intervention_plans is 'Plans for deals whose health went red.';
grant select on onboarding_plans, intervention_plans to authenticated, service_role;

-- A plan is done with its last step, and active again when a step is opened again.
create function app.deal_plan_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  plan constant uuid := (new.metadata ->> 'plan')::uuid;
  open integer;
begin
  select count(*) into open from public.deal_plans as p
  cross join lateral unnest(p.task_ids) as t (id)
  inner join public.activities as a on a.org_id = p.org_id and a.id = t.id
  where p.org_id = new.org_id and p.id = plan and a.status = 'pending' and a.deleted_at is null;
  update public.deal_plans as p
  set state = case when open = 0 then 'done' else 'active' end, finished_at = case when open = 0 then now() end
  where p.org_id = new.org_id and p.id = plan and p.state <> 'dropped'
    and (p.state = 'done') is distinct from (open = 0)
    and (open = 0 or not exists (
      select from public.deal_plans as x where x.org_id = p.org_id and x.lead_id = p.lead_id and x.kind = p.kind
        and x.state = 'active'));
  return null;
end
$$;
alter function app.deal_plan_follows() owner to service_role;
create trigger deal_plan_follows after update of status, deleted_at on activities for each row
when (new.kind = 'task' and new.metadata ? 'plan' and (new.status, new.deleted_at) is distinct from (old.status, old.deleted_at))
execute function app.deal_plan_follows();
