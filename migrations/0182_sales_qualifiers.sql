-- Meeting qualifiers: a chat page an organisation publishes, and what visitors said there.  seed: AG03, F03

create table qualifiers (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  name text not null constraint qualifiers_name_length check (length(btrim(name)) between 1 and 120),
  greeting text not null default '' constraint qualifiers_greeting_length check (length(greeting) <= 1000),
  thanks text not null default '' constraint qualifiers_thanks_length check (length(thanks) <= 1000),
  questions jsonb not null default '{}' constraint qualifiers_questions_form check (jsonb_typeof(questions) = 'object'),
  budget_from numeric(15, 2) constraint qualifiers_budget_range check (budget_from >= 0),
  days_soon integer not null default 90 constraint qualifiers_days_range check (days_soon between 1 and 3650),
  hot_from smallint not null default 70 constraint qualifiers_hot_range check (hot_from between 1 and 100),
  warm_from smallint not null default 40 constraint qualifiers_warm_range check (warm_from between 0 and 100),
  accent text constraint qualifiers_accent_form check (accent ~ '^#[0-9a-f]{6}$'),
  is_public boolean not null default false,
  receiver_id uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table qualifiers is
  'A public chat that asks for need, budget, authority and timeline. questions: {"need": "What ...?", ...}; receiver_id owns '
  'the leads it makes; its score says hot or warm from these figures on.';
create unique index qualifiers_key_unique on qualifiers (org_id, key);
create index qualifiers_by_key on qualifiers (key) where is_public and deleted_at is null;
select app.protect('qualifiers', write_roles => '{owner,admin,manager}');

create table qualifier_chats (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  qualifier_id uuid not null,
  token_hash text not null,
  state text not null default 'open' constraint qualifier_chats_state_known check (state in ('open', 'done', 'refused')),
  messages jsonb not null default '[]' constraint qualifier_chats_messages_form check (jsonb_typeof(messages) = 'array'),
  findings jsonb not null default '[]' constraint qualifier_chats_findings_form check (jsonb_typeof(findings) = 'array'),
  score smallint constraint qualifier_chats_score_range check (score between 0 and 100),
  tier text constraint qualifier_chats_tier_known check (tier in ('hot', 'warm', 'cold')),
  engine text,
  name text,
  email text,
  language text not null default 'en',
  lead_id uuid,
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint qualifier_chats_token unique (org_id, token_hash),
  constraint qualifier_chats_qualifier foreign key (org_id, qualifier_id) references qualifiers (org_id, id) on delete cascade,
  constraint qualifier_chats_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete set null (lead_id)
);
comment on table qualifier_chats is
  'What a visitor said. messages: [{"from": "us"|"visitor", "topic", "text"}]; findings: [{"topic", "level", "value", "quote", '
  '"message"}], each with the visitor''s own words. Not audited: visitors write it, one row a talk.';
create index qualifier_chats_newest on qualifier_chats (org_id, qualifier_id, created_at desc);
select app.protect('qualifier_chats', follows => 'lead_id', parent => 'leads', write_roles => '{owner,admin}', audit => false);

-- Anyone with the address may talk to a published page; whose it is, only the house is told.
create function app.qualifier_by_key(wanted text) returns table (org_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog
as $$
  select q.org_id, q.id from public.qualifiers as q
  inner join public.organizations as o on o.org_id = q.org_id and o.closed_at is null
  where q.key = wanted and q.is_public and q.deleted_at is null
$$;
comment on function app.qualifier_by_key(text) is 'The published chat page of an address.';
alter function app.qualifier_by_key(text) owner to service_role;
revoke execute on function app.qualifier_by_key(text) from public;
grant execute on function app.qualifier_by_key(text) to service_role;
