-- name: find
-- One source.
select s.id, s.name, s.url, s.every_hours from market_sources as s
where s.org_id = :org_id and s.id = :id and s.deleted_at is null;

-- name: was_read
-- It was read, or why not.
update market_sources set state = :state, problem = :problem, read_at = case when :state = 'read' then now() else read_at end
where org_id = :org_id and id = :id;

-- name: keep
-- What stands in one document now.
insert into market_documents as d (source_id, url, title, body, language, published_at)
values (:source, :url, :title, :body, :language::regconfig, :published)
on conflict (org_id, source_id, url) do update set
  title = excluded.title, body = excluded.body, language = excluded.language, read_at = now(),
  published_at = coalesce(excluded.published_at, d.published_at);

-- name: due
-- Sources whose time has come, across organisations; each is put off, so that nobody reads it twice.
update market_sources as s set due_at = now() + make_interval(hours => s.every_hours)
where (s.org_id, s.id) in (
  select x.org_id, x.id from market_sources as x
  where x.due_at <= now() and x.deleted_at is null order by x.due_at limit 200 for update skip locked)
returning s.org_id, s.id;
