-- Words that the work itself wrote down from a recording are no news: that work goes on with them. One recording, one call.
drop trigger call_told on calls;
create trigger call_told after update on calls for each row
when (new.transcript is not null and new.state <> 'running'
  and (old.transcript is null or (new.transcript <> old.transcript and new.segments = old.segments)))
execute function app.call_told();

create index calls_recording on calls (org_id, recording_sha256) where recording_sha256 is not null;
