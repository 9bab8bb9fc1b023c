-- name: every
-- The organisation's templates by name.
select id, name, language, subject, body, updated_at from email_templates
where org_id = :org_id and deleted_at is null order by lower(name), language;

-- name: create
-- A new template.
insert into email_templates (name, language, subject, body) values (:name, :language, :subject, :body) returning id;

-- name: change
-- Other words for a template.
update email_templates set name = :name, language = :language, subject = :subject, body = :body
where org_id = :org_id and id = :id and deleted_at is null;

-- name: trash
-- Moves a template to the trash.
update email_templates set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: restore
-- Takes a template out of the trash.
update email_templates set deleted_at = null where org_id = :org_id and id = :id;

-- name: language
-- The language an organisation writes in.
select language from organizations where org_id = :org_id;

-- name: seed
-- A template a new organisation starts with, once.
insert into email_templates (org_id, id, name, language, subject, body)
values (:org_id, app.uuid_of(:org_id, 'mail template ' || :key), :name, :language, :subject, :body)
on conflict do nothing;
