-- name: insert
-- Inserts a record from named values; its id.
select app.insert_record(:relation, :given::jsonb);

-- name: change
-- Changes named columns of a record unless someone changed the same ones meanwhile; the conflicts.
select app.change_record(:relation, :id::uuid, :changes::jsonb, :was::jsonb);

-- name: history
-- Every change of a record the caller may see, with the names of who made them.
select h.id, h.user_id, h.agent, h.action, h.old_values, h.new_values, h.created_at, coalesce(m.name, m.email) as person
from record_history(:relation, :id::uuid, :most::integer, :before::uuid) as h
left join org_members as m on m.org_id = :org_id and m.user_id = h.user_id
order by h.id desc;
