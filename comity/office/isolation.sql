-- name: organisations
-- Every organisation, oldest first.
select org_id from organizations order by created_at;

-- name: holdings
-- How many rows of each table an organisation has.
select relation, held from app.holdings(:victim::uuid);

-- name: attack
-- Tries every verb on every table of another organisation.
select relation, verb, verdict, detail from app.attack(:victim::uuid);
