-- Runs are begun and ended by app.ai_begin and app.ai_end, with what they cost. Nobody has called the older way since,
-- by which anybody who is signed in could write down a run that never was.

drop function app.log_agent_run(jsonb);
