-- name: counts
-- How much there is of each thing in the sales kit.
select
  (select count(*) from contracts as c where c.org_id = :org_id and c.deleted_at is null) as contracts,
  (select count(*) from contracts as c where c.org_id = :org_id and c.deleted_at is null and c.risk = 'high') as risky,
  (select count(*) from contracts as c
    where c.org_id = :org_id and c.deleted_at is null
      and c.notice_by between current_date and current_date + 60) as notices,
  (select count(*) from playbooks as p where p.org_id = :org_id and p.deleted_at is null) as playbooks,
  (select count(*) from competitors as k where k.org_id = :org_id and k.deleted_at is null) as rivals,
  (select count(*) from battle_points as b
    inner join competitors as k on k.org_id = b.org_id and k.id = b.competitor_id and k.deleted_at is null
    where b.org_id = :org_id and b.state = 'new') as fresh,
  (select count(*) from qualifiers as f where f.org_id = :org_id and f.deleted_at is null and f.is_public) as qualifiers,
  (select count(*) from demo_configs as d where d.org_id = :org_id and d.deleted_at is null) as demos;
