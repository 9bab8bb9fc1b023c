-- Competitors and their battle cards: points with their source, and the pages that keep them up.  seed: D15, AG11

create table competitors (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint competitors_name_length check (length(btrim(name)) between 1 and 120),
  aliases text[] not null default '{}' constraint competitors_aliases_few check (cardinality(aliases) <= 20),
  website text constraint competitors_website_length check (length(website) <= 500),
  summary text not null default '' constraint competitors_summary_length check (length(summary) <= 4000),
  checked_at timestamptz,
  changed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table competitors is 'Somebody we sell against: the battle card''s head. aliases: other names calls mention them by.';
create unique index competitors_name_unique on competitors (org_id, lower(name)) where deleted_at is null;
select app.protect('competitors', write_roles => '{owner,admin,manager}');

create table competitor_pages (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  competitor_id uuid not null,
  url text not null constraint competitor_pages_url_form check (url ~ '^https?://' and length(url) <= 2000),
  title text not null default '',
  text text,
  problem text,
  checked_at timestamptz,
  changed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint competitor_pages_once unique (org_id, competitor_id, url),
  constraint competitor_pages_competitor foreign key (org_id, competitor_id) references competitors (org_id, id) on delete cascade
);
comment on table competitor_pages is
  'A page of theirs that is read once a week, with the words it had last. Not audited: its words are theirs, and fetched anew.';
select app.protect('competitor_pages', write_roles => '{owner,admin,manager}', audit => false);

create table competitor_changes (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  competitor_id uuid not null,
  page_id uuid not null,
  url text not null,
  change text not null constraint competitor_changes_known check (change in ('added', 'removed')),
  quote text not null constraint competitor_changes_quote check (quote <> ''),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint competitor_changes_competitor
  foreign key (org_id, competitor_id) references competitors (org_id, id) on delete cascade,
  constraint competitor_changes_page foreign key (org_id, page_id) references competitor_pages (org_id, id) on delete cascade
);
comment on table competitor_changes is
  'What a competitor''s page says that it did not say before, or no more: verbatim. Not audited: it is itself a log.';
create index competitor_changes_newest on competitor_changes (org_id, competitor_id, created_at desc);
select app.protect('competitor_changes', write_roles => '{owner,admin,manager}', audit => false);

create table battle_points (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  competitor_id uuid not null,
  section text not null constraint battle_points_section_known
    check (section in ('strengths', 'weaknesses', 'how_to_win', 'objections')),
  text text not null constraint battle_points_text_length check (length(btrim(text)) between 1 and 2000),
  answer text not null default '' constraint battle_points_answer_length check (length(answer) <= 4000),
  state text not null default 'kept' constraint battle_points_state_known check (state in ('new', 'kept', 'refused')),
  position integer not null default 0,
  page_id uuid,
  url text,
  quote text,
  engine text not null default 'person',
  model text,
  method text not null default 'written',
  confidence real not null default 1 constraint battle_points_confidence_range check (confidence between 0 and 1),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint battle_points_evidence check (engine = 'person' or (quote is not null and url is not null)),
  constraint battle_points_once unique (org_id, competitor_id, section, text),
  constraint battle_points_competitor foreign key (org_id, competitor_id) references competitors (org_id, id) on delete cascade
);
comment on table battle_points is
  'A line of a battle card. Lines found on a page carry the page and its words, and are new until a person keeps or refuses.';
select app.protect('battle_points', write_roles => '{owner,admin,manager}');
