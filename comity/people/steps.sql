-- name: any_contact
-- Whether the organisation has a contact.
select exists (select from contacts where org_id = :org_id and deleted_at is null) as done;
