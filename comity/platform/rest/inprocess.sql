-- name: countable
-- Tables whose totals have views to be counted by.
select substr(c.relname, 6) as name from pg_class as c
where c.relnamespace = 'app'::regnamespace and c.relkind = 'v' and starts_with(c.relname, 'seen_');
