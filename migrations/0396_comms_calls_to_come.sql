-- A call that took place began in the past. What is to come has the status `scheduled`, or is a task. A quarter of an hour is for
-- clocks that differ.

create function app.call_has_been() returns trigger
language plpgsql
as $$
begin
  raise exception 'A call that took place cannot begin in the future.'
    using errcode = '23514', constraint = 'calls_in_future', table = 'calls', column = 'started_at',
      hint = 'Say when it began, or give a call to come the status "scheduled".';
end
$$;
comment on function app.call_has_been() is 'Refuses calls that took place in the future.';

create trigger has_been before insert or update of started_at, status on calls for each row
when (new.status not in ('scheduled', 'cancelled') and new.started_at > clock_timestamp() + interval '15 minutes')
execute function app.call_has_been();

comment on column calls.started_at is
  'When it began, or is to begin: in the future only where the status is scheduled or cancelled.';
