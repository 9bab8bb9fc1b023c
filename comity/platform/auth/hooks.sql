-- name: call
-- Asks a function of the database.
select auth.call_hook(:place, :hook, :event::jsonb);

-- name: limit
-- How long statements of this transaction may take from now on; what it was before.
select current_setting('statement_timeout') as before, set_config('statement_timeout', :limit, true);
