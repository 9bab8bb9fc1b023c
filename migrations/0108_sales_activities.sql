-- Leads and the timeline: an activity on a lead is also its contact's, contact made counts for the lead, moves are told.

alter table activities add constraint activities_lead
foreign key (org_id, lead_id) references leads (org_id, id) on delete cascade;

-- An activity on a lead is with the lead's contact unless it says with whom.
create function app.activity_on_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  select coalesce(new.contact_id, l.contact_id), coalesce(new.company_id, l.company_id)
  into new.contact_id, new.company_id
  from public.leads as l where l.org_id = new.org_id and l.id = new.lead_id;
  return new;
end
$$;
alter function app.activity_on_lead() owner to service_role;
create trigger a_activity_on_lead before insert on activities for each row
when (new.lead_id is not null and new.contact_id is null and current_setting('app.derived', true) is distinct from 'on')
execute function app.activity_on_lead();

-- Whoever works the lead sees what is done on it, whosever the contact is.
create function app.activity_seen_by_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  l record;
begin
  select x.owner_id, x.team_id, x.assignee_ids into l
  from public.leads as x where x.org_id = new.org_id and x.id = new.lead_id;
  if new.contact_id is null and new.company_id is null then
    new.owner_id := l.owner_id;
    new.team_id := l.team_id;
    new.assignee_ids := l.assignee_ids;
  elsif l.owner_id is not null and l.owner_id is distinct from new.owner_id and l.owner_id <> all (new.assignee_ids) then
    new.assignee_ids := new.assignee_ids || l.owner_id;
  end if;
  return new;
end
$$;
alter function app.activity_seen_by_lead() owner to service_role;
create trigger follow_parent_lead before insert or update of lead_id on activities for each row
when (new.lead_id is not null and current_setting('app.derived', true) is distinct from 'on')
execute function app.activity_seen_by_lead();

create function app.activities_follow_lead() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.activities as a set
    owner_id = case when a.contact_id is null and a.company_id is null then new.owner_id else a.owner_id end,
    team_id = case when a.contact_id is null and a.company_id is null then new.team_id else a.team_id end,
    assignee_ids = case when new.owner_id is null or new.owner_id = any (a.assignee_ids)
      then a.assignee_ids else a.assignee_ids || new.owner_id end
  where a.org_id = new.org_id and a.lead_id = new.id;
  return null;
end
$$;
alter function app.activities_follow_lead() owner to service_role;
create trigger activities_follow_lead after update of owner_id on leads for each row
when (new.owner_id is distinct from old.owner_id) execute function app.activities_follow_lead();

-- When we last spoke: with the lead itself, or with anyone in its buying group.
create function app.leads_contacted() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.leads as l set last_contact_at = t.at
  from (
    select s.org_id, s.lead_id, max(s.at) as at from (
      select n.org_id, n.lead_id, n.occurred_at as at from new_rows as n
      where n.lead_id is not null and n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now()
      union all
      select n.org_id, g.lead_id, n.occurred_at from new_rows as n
      inner join public.lead_contacts as g on g.org_id = n.org_id and g.contact_id = n.contact_id
      where n.lead_id is null and n.kind in ('email', 'call', 'sms', 'meeting') and n.occurred_at <= now()
    ) as s group by s.org_id, s.lead_id
  ) as t
  where l.org_id = t.org_id and l.id = t.lead_id and l.status in ('open', 'cold')
    and (l.last_contact_at is null or l.last_contact_at < t.at);
  return null;
end
$$;
alter function app.leads_contacted() owner to service_role;
create trigger leads_contacted after insert on activities referencing new table as new_rows
for each statement execute function app.leads_contacted();

-- A move on the timeline. metadata: {"fact", "from", "to", "amount_base", "reason"}.
create function app.lead_on_timeline(l leads, fact text, from_name text, to_name text) returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into public.activities (
    org_id, kind, lead_id, contact_id, company_id, subject, metadata, actor_kind, actor_name, owner_id, team_id, assignee_ids)
  values (
    l.org_id, 'stage', l.id, l.contact_id, l.company_id, coalesce(from_name || ' → ', '') || to_name,
    jsonb_strip_nulls(jsonb_build_object(
      'fact', fact, 'lead', l.title, 'from', from_name, 'to', to_name, 'amount_base', l.amount_base, 'reason', l.lost_reason)),
    case when app.actor() ? 'agent' then 'agent' else 'person' end, app.actor() ->> 'agent',
    l.owner_id, l.team_id, l.assignee_ids)
$$;
alter function app.lead_on_timeline(leads, text, text, text) owner to service_role;

create trigger lead_told_new after insert on leads for each row
when (current_setting('app.derived', true) is distinct from 'on') execute function app.lead_told();
create trigger lead_told after update on leads for each row
when ((new.stage_id, new.status) is distinct from (old.stage_id, old.status))
execute function app.lead_told();
