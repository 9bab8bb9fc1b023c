-- Saved views of a list: a query in the one dialect, private to a person or shared with the organisation.

create table saved_views (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  owner_id uuid not null default auth.uid(),
  relation text not null,
  name text not null constraint saved_views_name_length check (length(btrim(name)) between 1 and 100),
  query text not null default '' constraint saved_views_query_length check (length(query) <= 8000),
  columns text[] not null default '{}',
  shared boolean not null default false,
  is_default boolean not null default false,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table saved_views is
  'Saved views of a list: filters, order and columns as a query string; private to owner_id, or shared with everyone.';
create unique index saved_views_name_unique on saved_views (org_id, owner_id, relation, lower(name));
create unique index saved_views_default_unique on saved_views (org_id, owner_id, relation) where is_default;
create index saved_views_relation on saved_views (org_id, relation, position);

select app.protect('saved_views', write_roles => '{owner,admin,manager,rep,technician,readonly}');
create policy saved_views_own_or_shared on saved_views as restrictive for select to authenticated
using (shared or owner_id = auth.uid());
create policy saved_views_own_insert on saved_views as restrictive for insert to authenticated
with check (owner_id = auth.uid() and (not shared or not auth.has_role('readonly')));
create policy saved_views_own_update on saved_views as restrictive for update to authenticated
using (owner_id = auth.uid() or (shared and auth.has_role('owner', 'admin')))
with check (not shared or not auth.has_role('readonly'));
create policy saved_views_own_delete on saved_views as restrictive for delete to authenticated
using (owner_id = auth.uid() or (shared and auth.has_role('owner', 'admin')));
