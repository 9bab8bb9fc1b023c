-- name: merge
-- Merges one record into another.
select merge_records(:relation, :winner::uuid, :loser::uuid, :choices::jsonb);

-- name: settled
-- The suspected pair is no longer open, nor is any other with the record that is gone.
update duplicates set state = 'merged'
where org_id = :org_id and relation = :relation and state = 'open' and (a_id = :loser::uuid or b_id = :loser::uuid)
  and :winner::uuid is not null;

-- name: undo
-- Takes a merge apart; the values it kept.
select undo_merge(:id::uuid);

-- name: unsettled
-- After undo the pair is dismissed: somebody has looked at it.
update duplicates as d set state = 'dismissed'
from merges as m
where m.org_id = :org_id and m.id = :id and d.org_id = :org_id and d.relation = m.relation
  and d.a_id = least(m.winner_id, m.loser_id) and d.b_id = greatest(m.winner_id, m.loser_id);

-- name: find
-- One merge.
select id, relation, winner_id, loser_id, winner_before, winner_after, moved, kept, created_at, created_by, undone_at
from merges where org_id = :org_id and id = :id;

-- name: recent_contacts
-- The last merges of contacts.
select m.id, m.winner_id, m.loser_id, m.created_at, m.undone_at, m.kept, w.name as winner,
  l.name as loser, coalesce(p.name, p.email) as person
from merges as m
inner join contacts as w on w.org_id = m.org_id and w.id = m.winner_id
left join contacts as l on l.org_id = m.org_id and l.id = m.loser_id
left join org_members as p on p.org_id = m.org_id and p.user_id = m.created_by
where m.org_id = :org_id and m.relation = 'contacts'
order by m.created_at desc limit :limit;

-- name: recent_companies
-- The last merges of companies.
select m.id, m.winner_id, m.loser_id, m.created_at, m.undone_at, m.kept, w.name as winner, l.name as loser,
  coalesce(p.name, p.email) as person
from merges as m
inner join companies as w on w.org_id = m.org_id and w.id = m.winner_id
left join companies as l on l.org_id = m.org_id and l.id = m.loser_id
left join org_members as p on p.org_id = m.org_id and p.user_id = m.created_by
where m.org_id = :org_id and m.relation = 'companies'
order by m.created_at desc limit :limit;
