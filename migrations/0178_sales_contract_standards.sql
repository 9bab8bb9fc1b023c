-- How this organisation words a clause of each kind; contracts are compared with it.

create table contract_standards (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  kind text not null constraint contract_standards_kind_form check (kind ~ '^[a-z_]{1,40}$'),
  text text not null constraint contract_standards_text_length check (length(btrim(text)) between 1 and 20000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint contract_standards_kind unique (org_id, kind)
);
comment on table contract_standards is 'The organisation''s own wording of a kind of clause.';
select app.protect('contract_standards', write_roles => '{owner,admin,manager}');
