-- Health says how likely a deal is here, warns in eight kinds, and is reckoned anew when the deal changes.  seed: D07, RT01, AG05

alter table deal_health_scores
add column likelihood double precision constraint deal_health_scores_likelihood_range check (likelihood between 0 and 1),
add column likelihood_low double precision,
add column likelihood_high double precision,
add column warnings jsonb not null default '[]' constraint deal_health_scores_warnings_form
  check (jsonb_typeof(warnings) = 'array'),
add column stage_id uuid,
add column model_id uuid;
comment on column deal_health_scores.likelihood is
  'How likely the deal is won, from the stage''s own outcomes and the score; low and high hold it eight times of ten.';
comment on column deal_health_scores.warnings is
  '[{"code", "severity": 1|2, "days", "count", "call_id", "quote", "start", "end", "speaker"}]: quiet, no_next_step, '
  'single_threaded, close_date, stage_stale, competitor, power, sentiment.';

alter table leads
add column health_likelihood double precision,
add column health_warnings text[] not null default '{}',
add column close_moves smallint not null default 0;
comment on column leads.health_warnings is 'The codes of what deal health warns of, copied from deal_health_scores.';
comment on column leads.close_moves is 'How often the expected close date was put off.';
create index leads_warned on leads (org_id, health_score) where deleted_at is null and status = 'open';

create function app.lead_close_put_off() returns trigger
language plpgsql
as $$
begin
  new.close_moves := least(old.close_moves + 1, 1000);
  return new;
end
$$;
create trigger d_lead_close_put_off before update of expected_close_on on leads for each row
when (new.expected_close_on > old.expected_close_on and current_setting('app.derived', true) is distinct from 'on')
execute function app.lead_close_put_off();

create or replace function app.deal_health_on_lead() returns trigger
language plpgsql set app.derived = 'on'
as $$
declare
  state text;
begin
  update leads as l
  set health_score = new.score, health_color = new.color, health_partial = not new.complete, health_at = new.created_at,
    health_likelihood = new.likelihood,
    health_warnings = coalesce((select array_agg(w.value ->> 'code') from jsonb_array_elements(new.warnings) as w), '{}')
  where l.org_id = new.org_id and l.id = new.lead_id and (l.health_at is null or l.health_at <= new.created_at)
  returning l.status into state;
  if new.previous_score is null or new.previous_score <> new.score then
    perform app.announce('sales.deal_health_changed', new.lead_id, jsonb_build_object(
      'lead_id', new.lead_id, 'call_id', new.call_id, 'score', new.score, 'color', new.color,
      'previous_score', new.previous_score, 'complete', new.complete));
  end if;
  if new.color = 'red' and state in ('open', 'cold') and (new.previous_score >= 50 or (
    new.previous_score is null and new.call_id is not null)) then
    perform app.announce('sales.deal_went_red', new.lead_id, jsonb_build_object(
      'subject', new.lead_id, 'lead_id', new.lead_id, 'score_id', new.id, 'score', new.score,
      'previous_score', new.previous_score));
  end if;
  return null;
end
$$;
drop trigger on_lead on deal_health_scores;
create trigger on_lead after insert on deal_health_scores for each row
when (current_setting('app.derived', true) is distinct from 'on') execute function app.deal_health_on_lead();
drop trigger alert on deal_health_scores;
create trigger alert after insert on deal_health_scores for each row
when (current_setting('app.derived', true) is distinct from 'on') execute function app.deal_health_alert();

-- What a deal's health rests on changed: told once a change, only where there is a health to reckon anew.
create function app.lead_health_stale() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform app.announce('sales.lead_changed', new.id, jsonb_build_object('subject', new.id, 'lead_id', new.id));
  return null;
end
$$;
alter function app.lead_health_stale() owner to service_role;
create trigger health_stale after update of next_step, expected_close_on, last_contact_at, contact_id on leads for each row
when (
  new.health_at is not null and new.status = 'open' and current_setting('app.purge', true) is distinct from 'on'
  and (new.next_step, new.expected_close_on, new.last_contact_at, new.contact_id)
  is distinct from (old.next_step, old.expected_close_on, old.last_contact_at, old.contact_id)
)
execute function app.lead_health_stale();
