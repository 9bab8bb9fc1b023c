-- Words of long texts. app.words() takes the beginning of a text only, because it is reckoned for every contact: what was said
-- late in a call, or stands on the last pages of a contract, was never found.

create function app.long_words(txt text) returns tsvector
language plpgsql immutable strict
as $$
begin
  return to_tsvector('simple', translate(app.fold(left(txt, 2000000)), '@./-_+<>&', '         '));
exception when program_limit_exceeded then  -- more different words than an entry of the index holds: those of its beginning
  return to_tsvector('simple', translate(app.fold(left(txt, 150000)), '@./-_+<>&', '         '));
end
$$;
comment on function app.long_words(text) is 'The words of a long text, folded as app.words() folds them, to be searched for.';
grant execute on function app.long_words(text) to authenticated, service_role;
