-- Tags: a small coloured vocabulary of the organisation.  seed: D73

create table tags (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  name text not null constraint tags_name_length check (length(btrim(name)) between 1 and 60),
  color text not null default 'gray' constraint tags_color_form check (color ~ '^([a-z]{3,20}|#[0-9a-fA-F]{6})$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  deleted_at timestamptz,
  primary key (org_id, id)
);
comment on table tags is 'Words to mark records with. A deleted tag disappears everywhere and comes back when restored.';
create unique index tags_name_unique on tags (org_id, lower(name)) where deleted_at is null;
select app.protect('tags');
