-- Deal-health alerts: a summary on the organisation's channel the moment a score changed.  seed: RT01, RT06

create function app.deal_health_alert() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if new.previous_score is distinct from new.score then
    perform realtime.send(jsonb_build_object(
      'deal_id', new.lead_id, 'new_score', new.score, 'previous_score', new.previous_score, 'color', new.color,
      'alert', new.color in ('yellow', 'red'), 'changed_reasons', new.changed_reasons
    ), 'health', 'org:' || new.org_id::text || ':deals:health', true);
  end if;
  return null;
end
$$;
alter function app.deal_health_alert() owner to service_role;
create trigger alert after insert on public.deal_health_scores for each row execute function app.deal_health_alert();
