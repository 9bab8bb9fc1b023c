-- name: paper_leads
-- Deals a contract belongs to: the dearest won with a company, the dearest offered, and the dearest won by somebody Swiss or
-- German.
(select 'brokerage' as paper, l.id, l.title, l.amount, l.currency, l.company_id, l.company, l.owner_id, c.full_name as contact,
    l.closed_at
  from leads as l inner join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
  where l.org_id = :org_id and l.status = 'won' and l.company is not null and c.language <> 'de'
  order by l.amount_base desc limit 1)
union all
(select 'services', l.id, l.title, l.amount, l.currency, l.company_id, l.company, l.owner_id, c.full_name, l.closed_at
  from leads as l inner join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
  inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id and s.name = 'Proposal'
  where l.org_id = :org_id and l.status = 'open' and l.company is not null
  order by l.amount_base desc limit 1)
union all
(select 'handover', l.id, l.title, l.amount, l.currency, l.company_id, l.company, l.owner_id, c.full_name, l.closed_at
  from leads as l inner join contacts as c on c.org_id = l.org_id and c.id = l.contact_id and c.language = 'de'
  where l.org_id = :org_id and l.status = 'won'
  order by l.amount_base desc limit 1);
