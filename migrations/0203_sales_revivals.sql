-- Revivals: drafts to cold leads, with what speaks for writing now; sent only when a person says so.  seed: F12, AG07

create table revivals (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  contact_id uuid,
  recipient text,
  language text not null default 'en',
  subject text not null constraint revivals_subject_length check (length(btrim(subject)) between 1 and 300),
  body text not null constraint revivals_body_length check (length(btrim(body)) between 1 and 20000),
  evidence jsonb not null constraint revivals_evidence
    check (jsonb_typeof(evidence) = 'array' and jsonb_array_length(evidence) > 0),
  engine text not null default 'offline',
  model text,
  method text not null default 'template',
  run_id uuid,
  state text not null default 'draft' constraint revivals_state_known check (state in ('draft', 'approved', 'dismissed')),
  decided_at timestamptz,
  decided_by uuid,
  mail_id uuid,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint revivals_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table revivals is 'Drafts to cold leads with the evidence why now; a person approves, changes or dismisses each.';
create unique index revivals_one_draft on revivals (org_id, lead_id) where state = 'draft';
create index revivals_drafts on revivals (org_id, created_at desc) where state = 'draft';
select app.protect('revivals', follows => 'lead_id', parent => 'leads');

-- Only a person decides, once; an agent never approves what it wrote.
create function app.revival_decided() returns trigger
language plpgsql
as $$
begin
  if old.state <> 'draft' then
    raise exception 'This draft was decided on already.'
      using errcode = '23514', constraint = 'revivals_decided_once', table = 'revivals';
  end if;
  if auth.uid() is null or app.actor() ? 'agent' then
    raise exception 'Only a person decides on a draft.'
      using errcode = '42501', constraint = 'revivals_person', table = 'revivals';
  end if;
  new.decided_at := now();
  new.decided_by := auth.uid();
  return new;
end
$$;
create trigger decided before update of state on revivals for each row
when (new.state is distinct from old.state) execute function app.revival_decided();
