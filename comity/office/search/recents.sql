-- name: lightly
-- What this transaction writes may be lost when the machine dies within the next second.
select set_config('synchronous_commit', 'off', true);

-- name: saw
-- This person opened this record just now.
insert into recent_records (relation, record_id, title) values (:relation, :record_id, left(:title, 300))
on conflict (org_id, user_id, relation, record_id) do update set title = excluded.title, updated_at = clock_timestamp()
returning id;

-- name: recent
-- What this person opened lately.
select r.relation, r.record_id, r.title from recent_records as r
where r.org_id = :org_id and r.user_id = :user_id
order by r.updated_at desc, r.id desc limit :limit;

-- name: asked
-- This person searched for this, or asked it.
insert into search_history (text, kind, relation, query, understood, unknown, results, model, engine)
values (:text, :kind, :relation, :became, :understood::jsonb, :unknown::jsonb, :results::integer, :model, :engine)
on conflict (org_id, user_id, lower(text)) do update set
  kind = excluded.kind, relation = excluded.relation, query = excluded.query, understood = excluded.understood,
  unknown = excluded.unknown, results = coalesce(excluded.results, search_history.results), model = excluded.model,
  engine = excluded.engine, times = search_history.times + 1, updated_at = clock_timestamp()
returning id;

-- name: history
-- What this person searched for lately.
select h.text, h.kind, h.relation, h.query, h.times, h.results, h.model, h.updated_at from search_history as h
where h.org_id = :org_id and h.user_id = :user_id
order by h.updated_at desc, h.id desc limit :limit;

-- name: clear
-- Forgets this person's searches.
delete from search_history where org_id = :org_id and user_id = :user_id;
