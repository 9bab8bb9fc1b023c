-- name: search
-- Documents that hold words of the question, the most telling first; a word counts in the document's own language.
select d.id, d.url, d.title, d.body, d.published_at, d.read_at, s.name as source, ts_rank(d.search, w.words) as rank
from market_documents as d
inner join market_sources as s on s.org_id = d.org_id and s.id = d.source_id and s.deleted_at is null
cross join (
  select string_agg(t.word, ' | ')::tsquery as words from (
    select unnest(tsvector_to_array(to_tsvector('english', :query) || to_tsvector('german', :query))) as word) as t
) as w
where d.org_id = :org_id and d.search @@ w.words
order by rank desc, d.published_at desc nulls last
limit 20;

-- name: stems
-- The words of a question that mean something, as both languages stem them.
select tsvector_to_array(to_tsvector('english', :query)) as english, tsvector_to_array(to_tsvector('german', :query)) as german;
