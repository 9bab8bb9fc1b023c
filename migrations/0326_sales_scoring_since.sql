-- New leads are scored from the moment they came: leads of which too little is known for a score were all looked at again
-- whenever one more came, and an import of them in a thousand parts did that a thousand times.

create or replace function app.leads_to_score() returns trigger
language plpgsql
as $$
begin
  if auth.org_id() is not null then
    perform app.start_later('p3', 'sales.score_new', jsonb_build_object('since', now()),
      'score_new:' || pg_current_xact_id(), 5, 3);
  end if;
  return null;
end
$$;
