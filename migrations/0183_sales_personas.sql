-- Personas: what somebody we sell to is like, drawn from what they said and what is known, each trait with its evidence.
-- seed: D06, AG02

create table personas (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  contact_id uuid,
  summary text not null default '',
  engine text not null,
  model text,
  status text not null default 'ok',
  drawn_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint personas_once unique (org_id, lead_id),
  constraint personas_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table personas is 'What the person behind a lead is like; drawn again after seven days.';
select app.protect('personas', follows => 'lead_id', parent => 'leads');
select app.edits_to_add('personas');

create table persona_traits (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  persona_id uuid not null,
  lead_id uuid not null,
  aspect text not null constraint persona_traits_aspect_known check (aspect in (
    'part', 'priorities', 'worries', 'decides', 'money', 'timing', 'manner', 'channel', 'tone', 'rivals')),
  text text not null constraint persona_traits_text_length check (length(btrim(text)) between 1 and 500),
  evidence jsonb not null constraint persona_traits_evidence
    check (jsonb_typeof(evidence) = 'array' and jsonb_array_length(evidence) > 0),
  confidence real not null constraint persona_traits_confidence_range check (confidence between 0 and 1),
  method text not null,
  engine text not null,
  model text,
  position smallint not null default 0,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint persona_traits_persona foreign key (org_id, persona_id) references personas (org_id, id) on delete cascade,
  constraint persona_traits_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade
);
comment on table persona_traits is
  'One trait. evidence: [{"source": "calls"|"activities"|"leads", "id", "quote", "start"}], never empty. Not audited: drawn '
  'from audited records, and every run is logged.';
create index persona_traits_of on persona_traits (org_id, persona_id, position);
select app.protect('persona_traits', follows => 'lead_id', parent => 'leads', audit => false);
select app.edits_to_add('persona_traits');
