-- name: all
-- Every demo, newest first.
select d.id, d.title, d.created_at, d.updated_at, l.id as lead_id, l.title as lead, m.name as owner,
  (select count(*) from demo_shares as s
    where s.org_id = d.org_id and s.demo_id = d.id and s.revoked_at is null and s.expires_at > now()) as links,
  (select coalesce(sum(s.views), 0) from demo_shares as s where s.org_id = d.org_id and s.demo_id = d.id) as views
from demo_configs as d
inner join leads as l on l.org_id = d.org_id and l.id = d.lead_id and l.deleted_at is null
left join org_members as m on m.org_id = d.org_id and m.user_id = d.owner_id
where d.org_id = :org_id and d.deleted_at is null and (:lead::uuid is null or d.lead_id = :lead::uuid)
order by d.created_at desc limit 200;

-- name: find
-- One demo with its lead.
select d.*, l.title as lead, l.company, l.company_id, c.full_name as contact
from demo_configs as d
inner join leads as l on l.org_id = d.org_id and l.id = d.lead_id and l.deleted_at is null
left join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
where d.org_id = :org_id and d.id = :id and d.deleted_at is null;

-- name: create
-- A new demo for a lead.
insert into demo_configs (lead_id, title) values (:lead, :title) returning id;

-- name: lay_out
-- Its fields, all empty.
insert into demo_fields (demo_id, key) select :demo, k.key from unnest(:keys::text[]) as k (key)
on conflict (org_id, demo_id, key) do nothing returning id;

-- name: fields
-- The fields of a demo, with who wrote last.
select f.id, f.key, f.value, f.version, f.engine, f.evidence, f.updated_at, coalesce(m.name, m.email) as by
from demo_fields as f
left join org_members as m on m.org_id = f.org_id and m.user_id = f.changed_by
where f.org_id = :org_id and f.demo_id = :demo;

-- name: write
-- A field's new value, when nobody wrote since the version that was seen.
update demo_fields
set value = :value, version = version + 1, engine = 'person', evidence = '[]', changed_by = auth.uid()
where org_id = :org_id and demo_id = :demo and key = :key and version = :version returning version;

-- name: draft
-- Drafted values, where nobody wrote anything.
update demo_fields as f
set value = r.value, version = f.version + 1, engine = :engine, evidence = r.evidence, changed_by = auth.uid()
from jsonb_to_recordset(:drafts::jsonb) as r (key text, value text, evidence jsonb)
where f.org_id = :org_id and f.demo_id = :demo and f.key = r.key and (f.value = '' or f.engine <> 'person')
returning f.key;

-- name: rename
-- Another title.
update demo_configs set title = :title where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: trash
-- Away with it.
update demo_configs set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Back again.
update demo_configs set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null returning id;

-- name: share
-- A link that holds for some days.
insert into demo_shares (demo_id, token_hash, expires_at)
values (:demo, :hash, now() + make_interval(days => :days::integer)) returning id;

-- name: shares
-- The links of a demo.
select s.id, s.expires_at, s.revoked_at, s.views, s.viewed_at, s.created_at, m.name as by,
  s.revoked_at is null and s.expires_at > now() as holds
from demo_shares as s
left join org_members as m on m.org_id = s.org_id and m.user_id = s.created_by
where s.org_id = :org_id and s.demo_id = :demo order by s.created_at desc limit 30;

-- name: revoke
-- A link leads nowhere any more.
update demo_shares set revoked_at = now()
where org_id = :org_id and demo_id = :demo and id = :id and revoked_at is null returning id;

-- name: by_token
-- The demo a link shows.
select s.org_id, s.demo_id from app.demo_by_token(:hash) as s;

-- name: organisation
-- Whose demo it is.
select o.name from organizations as o where o.org_id = :org_id;

-- name: announce
-- Tells the house that a demo was shared.
select app.announce('sales.demo_shared', :lead, jsonb_build_object('demo_id', :demo::uuid, 'days', :days::integer));
