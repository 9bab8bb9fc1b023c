-- name: organisation
-- The language to write in.
select o.language, o.base_currency from organizations as o where o.org_id = :org_id;

-- name: pipeline
-- The pipeline with stages New, Qualified, Proposal, Won, Lost; only where there is none yet.
select app.seed_pipeline(:org_id, app.uuid_of(:org_id, 'pipeline'), 'Sales')
where not exists (select from pipelines as p where p.org_id = :org_id);

-- name: playbook
-- The sample playbook, once.
insert into playbooks (org_id, id, name, summary, language, steps)
values (:org_id, app.uuid_of(:org_id, 'playbook'), :name, :summary, :language, :steps::jsonb)
on conflict do nothing;

-- name: lead
-- The lead to learn on, once, also when it has been deleted since.
insert into leads (org_id, id, title, company, description, next_step, amount, source, location, expected_close_on)
select
  :org_id, app.uuid_of(:org_id, 'sample lead'), :title, :company, :description, :next_step, 25000, 'Sample', 'Paris',
  current_date + 30
where not exists (select from leads as l where l.org_id = :org_id and l.id = app.uuid_of(:org_id, 'sample lead'));
