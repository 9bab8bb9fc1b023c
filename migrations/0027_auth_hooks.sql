-- Hooks of the auth service that are functions of the database, as Supabase has them (pg-functions://).

create function auth.call_hook(place text, hook text, event jsonb) returns jsonb
language plpgsql
as $$
declare
  answer jsonb;
begin
  execute format('select to_jsonb(%I.%I($1))', place, hook) using event into answer;
  return answer;
end
$$;
comment on function auth.call_hook(text, text, jsonb) is 'Asks the operator''s own function, by schema and name, as the service.';
revoke all on function auth.call_hook(text, text, jsonb) from anon, authenticated;
