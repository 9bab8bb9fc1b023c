-- name: playbook
-- A playbook to follow.
select p.id, p.steps from playbooks as p where p.org_id = :org_id and p.deleted_at is null order by p.created_at limit 1;

-- name: open_leads
-- Some open leads, the largest first.
select l.id from leads as l
where l.org_id = :org_id and l.deleted_at is null and l.status = 'open'
order by l.amount_base desc nulls last, l.id limit 6;
