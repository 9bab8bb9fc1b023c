-- Practice: personas made of objections really heard in lost calls, and talks with them, judged like calls.  seed: AG16

-- What customers held against us in calls of deals that were lost, under the reader's own rights.
create view lost_objections with (security_invoker = on) as
select s.org_id, s.id, s.call_id, s.value as kind, s.quote, s.turn, s.at_seconds, s.speaker, c.title as call, c.started_at,
  c.language, l.id as lead_id, l.title as lead, l.lost_reason
from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
inner join leads as l on l.org_id = c.org_id and l.id = c.lead_id and l.deleted_at is null and l.status = 'lost'
where s.kind = 'objection' and s.side <> 'us' and s.org_id = auth.org_id();
comment on view lost_objections is 'Objections heard in calls about leads that were lost, each with its call and its words.';
grant select on lost_objections to authenticated, service_role;

create table roleplay_personas (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint roleplay_personas_name_length check (length(btrim(name)) between 1 and 100),
  role text not null default '' constraint roleplay_personas_role_length check (length(role) <= 200),
  about text not null default '' constraint roleplay_personas_about_length check (length(about) <= 2000),
  temper text not null default 'busy' constraint roleplay_personas_temper_known check (temper in ('friendly', 'busy', 'tough')),
  language text not null default 'en' constraint roleplay_personas_language_form check (language ~ '^[a-z]{2}$'),
  source text not null default 'own' constraint roleplay_personas_source_known check (source in ('own', 'lost_calls', 'sample')),
  objections jsonb not null default '[]' constraint roleplay_personas_objections_list
    check (jsonb_typeof(objections) = 'array' and jsonb_array_length(objections) <= 30),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table roleplay_personas is
  'Whom one practises with. objections: [{"text", "kind", "call_id", "call", "turn", "at"}]; with a call_id they were really '
  'said there, without one somebody made them up.';
select app.protect('roleplay_personas');

create table roleplays (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  persona_id uuid not null,
  title text not null constraint roleplays_title_length check (length(title) between 1 and 200),
  state text not null default 'open' constraint roleplays_state_known check (state in ('open', 'ended')),
  ended_at timestamptz,
  owner_id uuid not null default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint roleplays_persona foreign key (org_id, persona_id) references roleplay_personas (org_id, id)
);
comment on table roleplays is 'Practice talks of one person with a persona; seen by that person and their manager.';
create index roleplays_of_person on roleplays (org_id, owner_id, created_at desc);
select app.protect('roleplays', owner => 'owner_id');
select app.coached('roleplays');

create table roleplay_turns (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  roleplay_id uuid not null,
  position integer not null constraint roleplay_turns_position_range check (position between 0 and 400),
  side text not null constraint roleplay_turns_side_known check (side in ('us', 'customer')),
  text text not null constraint roleplay_turns_text_length check (length(btrim(text)) between 1 and 4000),
  engine text,
  model text,
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint roleplay_turns_roleplay foreign key (org_id, roleplay_id) references roleplays (org_id, id) on delete cascade
);
comment on table roleplay_turns is
  'What was said in a practice talk; engine says who spoke for the persona. Not audited: it is a log of itself.';
create unique index roleplay_turns_in_order on roleplay_turns (org_id, roleplay_id, position);
select app.protect('roleplay_turns', follows => 'roleplay_id', parent => 'roleplays', audit => false);
select app.coached('roleplay_turns');

alter table call_analyses add constraint call_analyses_roleplay
foreign key (org_id, roleplay_id) references roleplays (org_id, id) on delete cascade;
