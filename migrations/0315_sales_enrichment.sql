-- What a company's own web site showed when it was looked at: a part of its leads' score, and facts to take over.
-- seed: F16, J06, D50, IN17

create table enrichment_data (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  company_id uuid not null,
  url text not null constraint enrichment_data_url_form check (url ~* '^https?://' and length(url) <= 2000),
  website_exists boolean not null,
  website_score smallint constraint enrichment_data_score_range check (website_score between 0 and 100),
  has_ssl boolean not null default false,
  suits_phone boolean not null default false,
  page_speed_ms integer,
  has_facebook boolean not null default false,
  has_instagram boolean not null default false,
  has_linkedin boolean not null default false,
  title text not null default '' constraint enrichment_data_title_length check (length(title) <= 300),
  company_summary text not null default '' constraint enrichment_data_summary_length check (length(company_summary) <= 1000),
  findings jsonb not null default '[]' constraint enrichment_data_findings_form check (jsonb_typeof(findings) = 'array'),
  problem text constraint enrichment_data_problem_length check (length(problem) <= 500),
  enriched_at timestamptz not null default now(),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint enrichment_data_once unique (org_id, company_id),
  constraint enrichment_data_company foreign key (org_id, company_id) references companies (org_id, id) on delete cascade
);
comment on table enrichment_data is
  'What a company''s own web site showed at the last look. Not audited: it is theirs, and looked at anew.';
comment on column enrichment_data.findings is
  'Facts that stand there: [{"field": a column of companies, "value", "quote"}]; a person takes them over.';
comment on column enrichment_data.company_summary is 'What the site says of itself, in its own words.';
select app.protect('enrichment_data', follows => 'company_id', parent => 'companies', audit => false);
select app.edits_to_add('enrichment_data');
select app.program_sets('enrichment_data');
