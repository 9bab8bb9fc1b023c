-- name: attempt
-- Counts an attempt; the seconds to wait, or 0.
select auth.attempt(:subject, :allowed, :within);

-- name: forgive
-- The secret was right: earlier mistakes do not count against it.
delete from auth.attempts where subject = :subject;

-- name: take_back
-- This attempt was none; the earlier ones of the subject go on counting.
delete from auth.attempts where ctid = (
  select a.ctid from auth.attempts as a where a.subject = :subject order by a.at desc limit 1);
