-- name: about
-- What the house keeps about the caller.
select export_user_data();

-- name: erase
-- Erases what is kept about the caller, and ends their membership.
select delete_user_data() as erased;
