-- New leads ask to be scored each for their own transaction: one wish that all of an organisation shared would make whoever
-- adds a lead wait for an import that has not ended.

create or replace function app.leads_to_score() returns trigger
language plpgsql
as $$
begin
  if auth.org_id() is not null then
    perform app.start_later('p3', 'sales.score_new', '{}', 'score_new:' || pg_current_xact_id(), 5, 3);
  end if;
  return null;
end
$$;
