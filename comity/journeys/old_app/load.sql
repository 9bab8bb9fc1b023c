-- name: known
-- Which of these came before.
select c.external_id from contacts as c where c.org_id = :org_id and c.external_id = any (:keys::text[])
union all
select a.external_id from call_analyses as a where a.org_id = :org_id and a.external_id = any (:keys::text[])
union all
select m.external_id from training_materials as m where m.org_id = :org_id and m.external_id = any (:keys::text[])
union all
select g.external_id from campaigns as g where g.org_id = :org_id and g.external_id = any (:keys::text[])
union all
select s.external_id from signups as s where s.org_id = :org_id and s.external_id = any (:keys::text[]);

-- name: emails
-- Which of these addresses belong to a contact already.
select lower(c.email) from contacts as c
where c.org_id = :org_id and lower(c.email) = any (:emails::text[]) and c.deleted_at is null;

-- name: client
-- A client.
insert into contacts (first_name, last_name, email, phone, company_name, title, source, lifecycle, external_id,
  external_platform)
values (:first, :last, :email, :phone, :company, :title, 'old app', 'customer', :key, 'old_app')
returning id;

-- name: analysis
-- An analysis as the old app kept it.
insert into call_analyses (source, title, held_at, state, score, summary, engine, external_id, owner_id)
values ('import', :title, coalesce(:held_at::timestamptz, now()), 'done', :score, :summary, 'old app', :key, :user_id)
returning id;

-- name: score
-- A score as the old app kept it: without words, and it says so.
insert into analysis_scores (analysis_id, position, name, weight, score, method, why)
values (:analysis, :position, :name, 1, :score, 'import', :why)
on conflict (org_id, analysis_id, name) do nothing;

-- name: material
-- Says which export a material came from.
update training_materials set external_id = :key where org_id = :org_id and id = :id;

-- name: campaign
-- A campaign.
insert into campaigns (name, kind, description, external_id) values (:name, 'tracking', :description, :key) returning id;

-- name: signup
-- A sign-up.
insert into signups (email, name, source, signed_up_at, external_id, campaign_id)
values (:email, :name, :source, coalesce(:at::timestamptz, now()), :key, (
  select c.id from campaigns as c where c.org_id = :org_id and lower(c.name) = lower(:campaign) limit 1))
returning id;
