-- Playbooks: how this organisation sells, stage by stage.  seed: D16, A16

create table playbooks (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint playbooks_name_length check (length(btrim(name)) between 1 and 200),
  kind text not null default 'process' constraint playbooks_kind_known
    check (kind in ('process', 'discovery', 'objections', 'negotiation', 'follow_up', 'onboarding')),
  language text not null default 'en',
  summary text not null default '',
  steps jsonb not null default '[]' constraint playbooks_steps_form check (jsonb_typeof(steps) = 'array'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table playbooks is 'Guides for selling. steps: [{"title", "stage", "goal", "questions": [], "do": [], "done_when"}].';
create unique index playbooks_name_unique on playbooks (org_id, lower(name)) where deleted_at is null;
select app.protect('playbooks', write_roles => '{owner,admin,manager}');
