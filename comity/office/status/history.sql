-- name: note
-- Remembers how a component was found.
select app.note_status(:component, :up, :ms::integer, :detail, :every::double precision);

-- name: now
-- How everything was when it was last looked at.
select s.component, s.state, s.since, s.checked_at, s.ms, s.detail, s.checked_at < now() - interval '15 minutes' as stale
from app.status_now as s
where s.checked_at > now() - interval '7 days'
order by array_position(
  '{database,storage,work,anthropic,openai,gemini,compatible,transcriber}'::text[], s.component), s.component;

-- name: days
-- The last ninety days, day by day.
select d.component, d.day, d.up_seconds, d.down_seconds, d.checks, d.failures,
  (d.ms_sum / greatest(d.checks, 1))::integer as ms
from app.status_days as d
where d.day > (now() at time zone 'UTC')::date - 90
order by d.component, d.day;

-- name: tidy
-- What is older than a year goes.
delete from app.status_days where day < (now() at time zone 'UTC')::date - 366;
