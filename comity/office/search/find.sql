-- name: plan_each
-- Searches are planned for the very words typed: a plan for any words would scan whole tables.
select set_config('plan_cache_mode', 'force_custom_plan', true);
