-- name: notify
-- Tells all other processes something, piece by piece.
select pg_notify('comity_relay', t.piece) from unnest(:texts::text[]) with ordinality as t (piece, n) order by t.n;
