-- name: about
-- What the house keeps about the caller.
select export_user_data();
