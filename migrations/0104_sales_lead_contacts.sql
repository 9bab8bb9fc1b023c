-- The buying group: everyone on the other side of a lead, and the part each plays.

create table lead_contacts (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  lead_id uuid not null,
  contact_id uuid not null,
  part text not null default 'contact' constraint lead_contacts_part_known check (part in (
    'contact', 'decision_maker', 'champion', 'influencer', 'user', 'gatekeeper', 'blocker')),
  owner_id uuid,
  team_id uuid,
  assignee_ids uuid[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint lead_contacts_unique unique (org_id, lead_id, contact_id),
  constraint lead_contacts_lead foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade,
  constraint lead_contacts_contact foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade
);
comment on table lead_contacts is 'The people of a lead: its main contact and the rest of the buying group.';
create index lead_contacts_of_contact on lead_contacts (org_id, contact_id);
select app.protect('lead_contacts', follows => 'lead_id', parent => 'leads');

-- A lead's main contact belongs to its group.
create function app.lead_main_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  insert into public.lead_contacts (org_id, lead_id, contact_id, owner_id, team_id, assignee_ids)
  values (new.org_id, new.id, new.contact_id, new.owner_id, new.team_id, new.assignee_ids)
  on conflict (org_id, lead_id, contact_id) do nothing;
  return null;
end
$$;
alter function app.lead_main_contact() owner to service_role;
create trigger lead_main_contact_new after insert on leads for each row
when (new.contact_id is not null) execute function app.lead_main_contact();
create trigger lead_main_contact after update of contact_id on leads for each row
when (new.contact_id is not null and new.contact_id is distinct from old.contact_id)
execute function app.lead_main_contact();

-- Who leaves the group is not its main contact any more.
create function app.lead_contact_left() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  update public.leads set contact_id = null
  where org_id = old.org_id and id = old.lead_id and contact_id = old.contact_id;
  return null;
end
$$;
alter function app.lead_contact_left() owner to service_role;
create trigger lead_contact_left after delete on lead_contacts for each row execute function app.lead_contact_left();
