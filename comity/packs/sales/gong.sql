-- name: known
-- The call Gong told of before.
select c.id from calls as c where c.org_id = :org_id and c.external_id = :external limit 1;

-- name: whom
-- Whom the call was with, by e-mail, and the deal it is most likely about: the open one touched last.
select p.contact_id, l.id as lead_id from contact_points as p
inner join contacts as c on c.org_id = p.org_id and c.id = p.contact_id and c.deleted_at is null
left join lateral (
  select x.id, x.last_contact_at from leads as x
  where x.org_id = p.org_id and x.deleted_at is null and x.status in ('open', 'cold') and (
    x.contact_id = p.contact_id or exists (
      select from lead_contacts as g where g.org_id = x.org_id and g.lead_id = x.id and g.contact_id = p.contact_id))
  order by x.last_contact_at desc nulls last, x.created_at desc limit 1) as l on true
where p.org_id = :org_id and p.kind = 'email' and lower(p.value) = any (:emails::text[])
order by l.id is null, l.last_contact_at desc nulls last, p.contact_id
limit 1;
