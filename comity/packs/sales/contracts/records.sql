-- name: find
-- A contract with the names around it, and its latest version.
select c.*, l.title as lead, l.contact_id, co.name as company, m.name as owner, v.id as version_id
from contracts as c
left join leads as l on l.org_id = c.org_id and l.id = c.lead_id
left join companies as co on co.org_id = c.org_id and co.id = c.company_id
left join org_members as m on m.org_id = c.org_id and m.user_id = c.owner_id
left join contract_versions as v on v.org_id = c.org_id and v.contract_id = c.id and v.number = c.versions
where c.org_id = :org_id and c.id = :id and c.deleted_at is null;

-- name: create
-- A new contract.
insert into contracts (title, lead_id, company_id) values (:title, :lead, :company) returning id;

-- name: same_file
-- A contract of the lead or company that holds this very file.
select v.contract_id
from contract_versions as v
inner join contracts as c on c.org_id = v.org_id and c.id = v.contract_id and c.deleted_at is null
where v.org_id = :org_id and v.sha256 = :sha256
  and c.lead_id is not distinct from :lead::uuid and (:company::uuid is null or c.company_id = :company::uuid)
limit 1;

-- name: add_version
-- Another file of a contract; nothing where it has this one already.
insert into contract_versions (contract_id, file_name, media_type, size, sha256, path)
values (:contract, :file_name, :media_type, :size, :sha256, :path)
on conflict (org_id, contract_id, sha256) do nothing
returning id;

-- name: has_file
-- Whether a contract has this very file.
select true from contract_versions as v where v.org_id = :org_id and v.contract_id = :contract and v.sha256 = :sha256;

-- name: version
-- One version of a contract, its words among it.
select v.* from contract_versions as v
where v.org_id = :org_id and v.contract_id = :contract and v.id = :id;

-- name: versions
-- The files of a contract, newest first.
select v.id, v.number, v.file_name, v.size, v.state, v.pages, v.words, v.created_at, m.name as by
from contract_versions as v
left join org_members as m on m.org_id = v.org_id and m.user_id = v.created_by
where v.org_id = :org_id and v.contract_id = :contract
order by v.number desc;

-- name: change
-- What people say about a contract.
update contracts set
  title = coalesce(:title, title),
  envelope_id = case when :envelope::text is null then envelope_id else nullif(btrim(:envelope::text), '') end
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: set_status
-- How far it is.
update contracts set status = :status, status_reason = :reason, status_at = coalesce(:at::timestamptz, now())
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: by_envelope
-- The contract a signing service speaks of, by its envelope or by the id we gave it.
select c.id, c.status, c.status_at, c.title, c.owner_id, c.lead_id, c.company_id
from contracts as c
where c.org_id = :org_id and c.deleted_at is null
  and (c.envelope_id = :envelope or c.id = :named::uuid)
order by c.envelope_id = :envelope desc nulls last
limit 1
for update;

-- name: set_envelope
-- The envelope it is in, where nobody said so before.
update contracts set envelope_id = :envelope where org_id = :org_id and id = :id and envelope_id is null;

-- name: trash
-- Away with it.
update contracts set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Back again.
update contracts set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null returning id;

-- name: of_lead
-- The contracts of a lead, newest first.
select c.id, c.title, c.status, c.risk, c.versions, c.expires_on, c.notice_by, v.state
from contracts as c
left join contract_versions as v on v.org_id = c.org_id and v.contract_id = c.id and v.number = c.versions
where c.org_id = :org_id and c.lead_id = :id and c.deleted_at is null
order by c.created_at desc limit 20;

-- name: of_company
-- The contracts of a company, newest first.
select c.id, c.title, c.status, c.risk, c.versions, c.expires_on, c.notice_by, v.state
from contracts as c
left join contract_versions as v on v.org_id = c.org_id and v.contract_id = c.id and v.number = c.versions
where c.org_id = :org_id and c.company_id = :id and c.deleted_at is null
order by c.created_at desc limit 20;

-- name: lead_named
-- A lead a contract is for.
select l.id, l.title, l.company_id, l.company from leads as l
where l.org_id = :org_id and l.id = :id and l.deleted_at is null;

-- name: company_named
-- A company a contract is with.
select c.id, c.name as title, c.id as company_id, c.name as company from companies as c
where c.org_id = :org_id and c.id = :id and c.deleted_at is null;
