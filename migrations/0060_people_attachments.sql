-- Attachments: files that belong to a contact, a company or an activity. The bytes lie in storage.  seed: D72

create table attachments (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  contact_id uuid,
  company_id uuid,
  activity_id uuid,
  about_kind text constraint attachments_about_form check (about_kind ~ '^[a-z][a-z_]{0,62}$'),
  about_id uuid,
  name text not null constraint attachments_name_length check (length(name) between 1 and 300),
  media_type text not null default 'application/octet-stream',
  size bigint not null default 0 constraint attachments_size_positive check (size >= 0),
  bucket text,
  path text,
  sha256 text constraint attachments_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  owner_id uuid default auth.uid(),
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id),
  constraint attachments_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
  constraint attachments_company foreign key (org_id, company_id) references companies (org_id, id) on delete cascade,
  constraint attachments_activity foreign key (org_id, activity_id) references activities (org_id, id) on delete cascade
);
comment on table attachments is 'Files of contacts, companies and activities: name, type, size and where the bytes lie.';
create index attachments_of_contact on attachments (org_id, contact_id, created_at desc) where contact_id is not null;
create index attachments_of_company on attachments (org_id, company_id, created_at desc) where company_id is not null;
create index attachments_of_activity on attachments (org_id, activity_id) where activity_id is not null;

select app.protect('attachments', follows => 'contact_id', parent => 'contacts');
select app.expect_rows('attachments');
select app.led_by_people('attachments');
