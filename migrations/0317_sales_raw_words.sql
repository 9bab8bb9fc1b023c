-- What a transcriber made of a recording lies in a bucket nobody reads over the wire; it goes for good when its call does.
-- seed: ST02, GD06

create function app.call_raw_words_gone() returns trigger
language plpgsql security definer set search_path = pg_catalog set storage.allow_delete_query = 'true'
as $$
begin
  delete from storage.objects as o
  where o.bucket_id = 'call-transcripts' and o.org_id = old.org_id and o.name like old.org_id || '/calls/' || old.id || '/%';
  return null;
end
$$;
comment on function app.call_raw_words_gone() is 'What a transcriber made of a call goes with the call.';
alter function app.call_raw_words_gone() owner to service_role;
create trigger raw_words_gone after delete on calls for each row execute function app.call_raw_words_gone();
