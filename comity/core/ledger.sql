-- name: put_down
-- Results of steps and ends of runs; the numbers of those whose run was still ours.
select n from app.put_down(:queue, :entries::jsonb) as n;
