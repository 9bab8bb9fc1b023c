-- What was said late in a video, or stands on the last pages of a document, is found too.

alter table training_materials alter column search set expression as (
  setweight(to_tsvector('simple', app.words(title)), 'A') || setweight(to_tsvector('simple', app.words(description)), 'B')
  || app.long_words(coalesce(body, ''))
);
