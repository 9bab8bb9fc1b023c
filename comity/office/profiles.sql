-- name: mine
-- The caller's profile.
select * from profiles where org_id = :org_id and id = :user_id;

-- name: save
-- Changes the caller's profile.
update profiles set
  full_name = :full_name, title = :title, phone = :phone, timezone = :timezone, language = :language,
  signature = :signature
where org_id = :org_id and id = :user_id;
