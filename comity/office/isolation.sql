-- name: organisations
-- Every organisation, oldest first.
select org_id from organizations order by created_at;

-- name: holdings
-- How many rows of each table an organisation has.
select relation, held from app.holdings(:victim::uuid);

-- name: attack
-- Tries every verb on every table of another organisation.
select relation, verb, verdict, detail from app.attack(:victim::uuid);

-- name: attack_doors
-- Tries functions, files and channels of another organisation.
select relation, verb, verdict, detail from app.attack_doors(:victim::uuid, :slug, :ids::jsonb);

-- name: overheard
-- What a stranger may have overheard of an organisation: its short name, an id of a contact, of a merge.
select o.slug, jsonb_build_object(
  'contacts', (select c.id from contacts as c where c.org_id = o.org_id limit 1),
  'merges', (select m.id from merges as m where m.org_id = o.org_id limit 1)) as ids
from organizations as o where o.org_id = :victim::uuid;
