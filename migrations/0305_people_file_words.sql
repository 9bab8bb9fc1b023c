-- Files are found by their names.

alter table attachments add column search tsvector generated always as (to_tsvector('simple', app.words(name))) stored;
create index attachments_search on attachments using gin (search);
