-- Texts that are short enough in bytes are short enough in letters: cutting them counted the letters of every name, and counted
-- them again for its key. What comes out is the same.

create or replace function app.sort_key(variadic parts text[]) returns text
language plpgsql immutable parallel safe
as $$
declare
  key text := array_to_string(parts, ' ');
begin
  key := btrim(app.fold(case when octet_length(key) <= 500 then key else left(key, 500) end));
  if strpos(key, '  ') > 0 then
    key := regexp_replace(key, '\s+', ' ', 'g');
  end if;
  return coalesce(nullif(case when octet_length(key) <= 160 then key else left(key, 160) end, ''), '~');
end
$$;

create or replace function app.words(txt text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
  return replace(replace(replace(replace(replace(replace(replace(replace(replace(
    app.fold(case when octet_length(txt) <= 20000 then txt else left(txt, 20000) end),
    '@', ' '), '.', ' '), '/', ' '), '-', ' '), '_', ' '), '+', ' '), '<', ' '), '>', ' '), '&', ' ');
end
$$;
