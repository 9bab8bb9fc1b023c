-- name: attempt
-- Counts an attempt; the seconds to wait, or 0.
select auth.attempt(:subject, :allowed, :within);

-- name: forgive
-- The secret was right: earlier mistakes do not count against it.
delete from auth.attempts where subject = :subject;
