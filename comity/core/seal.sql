-- name: seal
-- Seals the rows of transactions that have ended.
select app.seal_audit();

-- name: verify
-- The first broken link of every organisation's chain.
select org_id, number, reason from app.verify_audit();
