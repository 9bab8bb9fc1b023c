-- name: announce
-- Writes a fact into the outbox.
select app.announce(:kind, :subject::uuid, :payload::jsonb);
