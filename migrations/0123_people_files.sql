-- Files of records: an object in the bucket of attachments is an attachment of its record, whichever door it came by.

alter table attachments add column object_id uuid;
comment on column attachments.object_id is 'The object that holds the bytes; null for what was only mentioned.';
create index attachments_of_object on attachments (object_id) where object_id is not null;
create index attachments_about on attachments (org_id, about_kind, about_id, created_at desc) where about_id is not null;

-- A new object is an attachment, an object with other bytes is the same attachment, a removed one is none.
create function app.attach_object() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.purge = 'on'
as $$
declare
  of_contact uuid := case when new.record_kind = 'contacts' then new.record_id end;
  of_company uuid := case when new.record_kind = 'companies' then new.record_id end;
  of_activity uuid := case when new.record_kind = 'activities' then new.record_id end;
  other boolean;
begin
  if tg_op = 'DELETE' then
    delete from public.attachments where object_id = old.id;
    return null;
  end if;
  if new.bucket_id <> 'attachments' or new.blob is null then
    delete from public.attachments where object_id = new.id;
    return null;
  end if;
  other := not (of_contact is not null or of_company is not null or of_activity is not null);
  update public.attachments set
    bucket = new.bucket_id, path = new.name, size = new.size, sha256 = new.sha256,
    media_type = coalesce(new.metadata ->> 'mimetype', 'application/octet-stream')
  where object_id = new.id;
  if not found then
    insert into public.attachments (
      org_id, contact_id, company_id, activity_id, about_kind, about_id, name, media_type, size, bucket, path, sha256,
      object_id, owner_id, team_id, assignee_ids, created_by)
    values (
      new.org_id, of_contact, of_company, of_activity, case when other then new.record_kind end,
      case when other then new.record_id end,
      left(coalesce(nullif(new.user_metadata ->> 'name', ''), storage.filename(new.name)), 300),
      coalesce(new.metadata ->> 'mimetype', 'application/octet-stream'), new.size, new.bucket_id, new.name, new.sha256,
      new.id, new.record_owner_id, new.record_team_id, new.record_assignee_ids, auth.uid());
  end if;
  return null;
end
$$;
alter function app.attach_object() owner to service_role;
create trigger attach after insert or update of name, bucket_id, version or delete on storage.objects
for each row execute function app.attach_object();

-- An attachment of a lead, a call or an activity is seen as that record is; the others follow by their own triggers.
create function app.attachment_about() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  select r.owner_id, r.team_id, coalesce(r.assignee_ids, '{}') into new.owner_id, new.team_id, new.assignee_ids
  from storage.record_of(new.org_id,
    coalesce(new.about_kind, 'activities'), coalesce(new.about_id, new.activity_id)) as r;
  new.assignee_ids := coalesce(new.assignee_ids, '{}');
  return new;
end
$$;
alter function app.attachment_about() owner to service_role;
create trigger follow_record before insert or update of about_kind, about_id, activity_id on attachments for each row
when (new.contact_id is null and new.company_id is null and (new.about_id is not null or new.activity_id is not null))
execute function app.attachment_about();

create function app.lead_attachments() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.attachments set owner_id = new.owner_id, team_id = new.team_id, assignee_ids = new.assignee_ids
  where org_id = new.org_id and contact_id is null and company_id is null
    and (about_kind = tg_argv[0] and about_id = new.id or tg_argv[0] = 'activities' and activity_id = new.id);
  return null;
end
$$;
alter function app.lead_attachments() owner to service_role;
create trigger lead_files after update of owner_id, team_id, assignee_ids on leads for each row
when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.lead_attachments('leads');
create trigger lead_files after update of owner_id, team_id, assignee_ids on calls for each row
when ((old.owner_id, old.team_id, old.assignee_ids) is distinct from (new.owner_id, new.team_id, new.assignee_ids))
execute function app.lead_attachments('calls');

-- The object changes hands with its attachment (a merge moves that), and goes when that goes for good.
create function app.lead_object() returns trigger
language plpgsql security definer set search_path = pg_catalog set storage.allow_delete_query = 'true'
as $$
begin
  if tg_op = 'DELETE' then
    delete from storage.objects where id = old.object_id;
  else
    update storage.objects
    set record_owner_id = new.owner_id, record_team_id = new.team_id, record_assignee_ids = new.assignee_ids
    where id = new.object_id;
  end if;
  return null;
end
$$;
alter function app.lead_object() owner to service_role;
create trigger lead_object after update of owner_id, team_id, assignee_ids on attachments for each row
when (new.object_id is not null) execute function app.lead_object();
create trigger drop_object after delete on attachments for each row
when (old.object_id is not null) execute function app.lead_object();

-- Recordings go with their call, and with any record that goes for good.
create function app.drop_objects_of() returns trigger
language plpgsql security definer set search_path = pg_catalog set storage.allow_delete_query = 'true'
as $$
begin
  delete from storage.objects where org_id = old.org_id and record_kind = tg_argv[0] and record_id = old.id;
  return null;
end
$$;
alter function app.drop_objects_of() owner to service_role;
create trigger drop_objects after delete on calls for each row execute function app.drop_objects_of('calls');
create trigger drop_objects after delete on leads for each row execute function app.drop_objects_of('leads');
