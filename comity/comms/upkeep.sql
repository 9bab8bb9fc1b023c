-- name: kept
-- Which of these recordings a call still points to, in the trash or not, across organisations.
select distinct c.recording_file as file from calls as c where c.org_id = :org and c.recording_file = any (:files::text[]);
