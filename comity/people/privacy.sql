-- name: export
-- What is kept about a contact, as one document.
select export_customer_data(:id::uuid) as found;

-- name: erase
-- Makes a contact nobody.
select anonymize_customer(:id::uuid) as erased;

-- name: kept
-- What an erasure of a contact would take, and what would stay without their name.
select
  (select count(*) from activities as a where a.org_id = :org_id and a.contact_id = :id) as activities,
  (select count(*) from calls as k where k.org_id = :org_id and k.contact_id = :id) as calls,
  (select count(*) from contact_points as p where p.org_id = :org_id and p.contact_id = :id) as points,
  (select count(*) from leads as l where l.org_id = :org_id and l.contact_id = :id) as leads;
