-- name: claim
-- Work for one worker, fairly between organisations.
select * from app.claim_work(
  :queues::text[], :worker, :lease::integer, :free::integer, :names::text[], :caps::jsonb, :share::integer, :after::uuid
);

-- name: expire
-- Gives back what a worker that died was doing.
select app.expire_work();
