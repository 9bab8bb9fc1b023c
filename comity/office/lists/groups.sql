-- name: base_currency
-- The currency totals are shown in.
select base_currency from organizations where org_id = :org_id;
