-- name: begin
-- Tells policies and triggers of this transaction what the service is doing and which limits hold.
select
  set_config('storage.operation', :operation::text, true),
  set_config('storage.allow_delete_query', 'true', true),
  set_config('request.method', :method::text, true),
  set_config('request.path', :path::text, true),
  set_config('request.headers', :headers::text, true),
  set_config('storage.most_bytes', :most_bytes::text, true),
  set_config('storage.most_files', :most_files::text, true);
