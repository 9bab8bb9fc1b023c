-- name: all
-- The organisation's own wording by kind.
select s.kind, s.text, s.updated_at, m.name as by
from contract_standards as s
left join org_members as m on m.org_id = s.org_id and m.user_id = s.created_by
where s.org_id = :org_id order by s.kind;

-- name: put
-- The wording of a kind.
insert into contract_standards (kind, text) values (:kind, :text)
on conflict (org_id, kind) do update set text = excluded.text
returning id;

-- name: drop
-- No wording of this kind any more.
delete from contract_standards where org_id = :org_id and kind = :kind returning id;
