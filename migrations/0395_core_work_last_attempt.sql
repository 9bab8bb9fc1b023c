-- Whether a run is the last that its work has: whoever fails in it says so by its record, for nobody comes after it.

create function app.last_attempt(queue text, run uuid) returns boolean
language plpgsql stable
as $$
declare
  last boolean;
begin
  execute format('select r.attempt >= t.max_attempts from absurd.%I as r inner join absurd.%I as t on t.task_id = r.task_id'
    ' where r.run_id = $1', 'r_' || queue, 't_' || queue) into last using run;
  return last;
end
$$;
comment on function app.last_attempt(text, uuid) is 'Whether nothing more is tried when this run fails; null for unknown runs.';
