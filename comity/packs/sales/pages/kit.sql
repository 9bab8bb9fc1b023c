-- name: counts
-- How much there is of each thing in the sales kit.
select
  (select count(*) from contracts as c where c.org_id = :org_id and c.deleted_at is null) as contracts,
  (select count(*) from contracts as c where c.org_id = :org_id and c.deleted_at is null and c.risk = 'high') as risky,
  (select count(*) from contracts as c
    where c.org_id = :org_id and c.deleted_at is null
      and c.notice_by between current_date and current_date + 60) as notices,
  (select count(*) from playbooks as p where p.org_id = :org_id and p.deleted_at is null) as playbooks;
