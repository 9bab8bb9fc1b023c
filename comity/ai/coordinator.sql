-- name: cached
-- The kept answer to this very input.
select output, engine, model, fresh from app.ai_cached(:key);

-- name: keep
-- Keeps an answer for a while.
select app.ai_keep(:key, :agent, :engine, :model, :output::jsonb, :seconds);

-- name: log
-- Writes the run down and adds its cost to the month.
select id, percent, tell from app.log_agent_run(:run::jsonb);

-- name: money_left
-- Whether paid models may be asked.
select app.ai_money_left();
