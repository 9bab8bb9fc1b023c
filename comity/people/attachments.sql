-- name: of
-- The files of a record.
select
  a.id, a.name, a.media_type, a.size, a.path, a.created_at, m.name as creator_name, a.deleted_at,
  :relation::text as about, :record::uuid as about_id,
  auth.has_role('owner', 'admin', 'manager', 'rep', 'technician')
  and (auth.edits_all() or a.created_by = auth.uid() or a.owner_id = auth.uid() or auth.uid() = any (a.assignee_ids)
    or a.team_id = auth.edits_team()) as may_edit
from attachments as a
left join org_members as m on m.org_id = :org_id and m.user_id = a.created_by
where a.org_id = :org_id and a.deleted_at is null and a.object_id is not null
  and case :relation::text
    when 'contacts' then a.contact_id = :record::uuid
    when 'companies' then a.company_id = :record::uuid and a.contact_id is null
    else a.about_kind = :relation::text and a.about_id = :record::uuid end
order by a.created_at desc, a.id desc
limit :most::integer;

-- name: find
-- One file.
select
  a.id, a.name, a.media_type, a.size, a.path, a.created_at, m.name as creator_name, a.deleted_at,
  case when a.contact_id is not null then 'contacts' when a.company_id is not null then 'companies'
    when a.activity_id is not null then 'activities' else coalesce(a.about_kind, 'contacts') end as about,
  coalesce(a.contact_id, a.company_id, a.activity_id, a.about_id, a.id) as about_id,
  auth.has_role('owner', 'admin', 'manager', 'rep', 'technician')
  and (auth.edits_all() or a.created_by = auth.uid() or a.owner_id = auth.uid() or auth.uid() = any (a.assignee_ids)
    or a.team_id = auth.edits_team()) as may_edit
from attachments as a
left join org_members as m on m.org_id = :org_id and m.user_id = a.created_by
where a.org_id = :org_id and a.id = :id;

-- name: trash
-- Into the trash.
update attachments set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: restore
-- Back from the trash.
update attachments set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null;
