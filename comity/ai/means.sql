-- name: settings
-- How this organisation wants its wits.
select providers, models, tiers, batch, assistants, alert_below from ai_settings where org_id = :org_id;

-- name: save
-- Keeps how this organisation wants its wits.
insert into ai_settings (providers, models, tiers, batch, assistants, alert_below)
values (:providers::text[], :models::jsonb, :tiers::jsonb, :batch, :assistants, :alert_below)
on conflict (org_id) do update set
  providers = excluded.providers, models = excluded.models, tiers = excluded.tiers, batch = excluded.batch,
  assistants = excluded.assistants, alert_below = excluded.alert_below
returning org_id;
