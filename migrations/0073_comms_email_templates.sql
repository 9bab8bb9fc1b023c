-- Mail templates: words an organisation writes again and again, one row a language.  seed: A15

create table email_templates (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint email_templates_name_length check (length(btrim(name)) between 1 and 100),
  language text not null default 'en'
    constraint email_templates_language_form check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  subject text not null default '' constraint email_templates_subject_length check (length(subject) <= 300),
  body text not null default '' constraint email_templates_body_length check (length(body) <= 100000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table email_templates is
  'Mails to begin with, by name and language. {contact.first_name} and the like stand for what is known of the reader.';
create unique index email_templates_name_unique on email_templates (org_id, lower(name), language)
where deleted_at is null;
select app.protect('email_templates');
