-- Contracts, battle cards and playbooks are found by their words.  seed: SE01

alter table contracts add column search tsvector generated always as (to_tsvector('simple', app.words(title))) stored;
create index contracts_search on contracts using gin (search);

alter table contract_versions add column search tsvector generated always as (
  setweight(to_tsvector('simple', app.words(file_name)), 'A') || app.long_words(coalesce(text, ''))
) stored;
create index contract_versions_search on contract_versions using gin (search);

create function app.names(several text[]) returns text
language sql immutable strict parallel safe
as $$ select coalesce(string_agg(one, ' '), '') from unnest(several) as one $$;
comment on function app.names(text[]) is 'Names beside each other, to be searched for.';
grant execute on function app.names(text[]) to authenticated, service_role;

alter table competitors add column search tsvector generated always as (
  setweight(to_tsvector('simple', app.words(name || ' ' || app.names(aliases))), 'A')
  || to_tsvector('simple', app.words(summary || ' ' || coalesce(website, '')))
) stored;
create index competitors_search on competitors using gin (search);

alter table battle_points add column search tsvector generated always as (
  to_tsvector('simple', app.words(text || ' ' || answer))
) stored;
create index battle_points_search on battle_points using gin (search);

create function app.texts(doc jsonb) returns text
language sql immutable strict parallel safe
as $$
  select coalesce(string_agg(one #>> '{}', ' '), '') from jsonb_path_query(doc, 'strict $.** ? (@.type() == "string")') as one
$$;
comment on function app.texts(jsonb) is 'Every text in a document, without the names of its parts.';
grant execute on function app.texts(jsonb) to authenticated, service_role;

alter table playbooks add column search tsvector generated always as (
  setweight(to_tsvector('simple', app.words(name)), 'A') || app.long_words(summary || ' ' || app.texts(steps))
) stored;
create index playbooks_search on playbooks using gin (search);
