-- A call is found by any word said in it, not only by those of its first minutes.

alter table calls alter column search set expression as (
  setweight(to_tsvector('simple', app.words(title)), 'A') || app.long_words(coalesce(transcript, ''))
);
