-- name: begin
-- Notes a change to many records before it is made.
insert into bulk_actions (org_id, relation, verb, changes, query, total)
values (:org_id, :relation, :verb, :changes::jsonb, :query, :total::integer) returning id;

-- name: set
-- Sets columns on the records with these ids that the caller may change, remembering what they held.
select app.bulk_set(:action::uuid, :relation, :ids::uuid[], :changes::jsonb);

-- name: tag
-- Adds a tag to records, or takes it away, remembering the tags they had.
select app.bulk_tag(:action::uuid, :relation, :ids::uuid[], :tag::uuid, :add::boolean);

-- name: remember
-- Keeps the ids a large change still has to reach.
update bulk_actions set pending = :ids::uuid[] where org_id = :org_id and id = :id;

-- name: next_ids
-- Takes the next ids off a large change; null when there are none left.
with taken as (
  select id, pending[1:(:batch::integer)] as ids from bulk_actions where org_id = :org_id and id = :id for update
)
update bulk_actions as b set pending = b.pending[(:batch::integer + 1):]
from taken as t
where b.org_id = :org_id and b.id = t.id and cardinality(t.ids) > 0
returning t.ids;

-- name: finish
-- The change has been made.
update bulk_actions set state = 'done', done = :done::integer where org_id = :org_id and id = :id;

-- name: claim
-- Whether the caller may take a change back; nobody else does so meanwhile.
select true from bulk_actions where org_id = :org_id and id = :id for update;

-- name: undo
-- Puts back up to a batch of records nobody touched since.
select handled, kept from app.bulk_undo(:action::uuid, :batch::integer);

-- name: undoing
-- A large change begins to be taken back, by one alone.
update bulk_actions set state = 'undoing' where org_id = :org_id and id = :id and state in ('done', 'failed');

-- name: left
-- It came no further than this.
update bulk_actions set state = :state, done = coalesce(:done::integer, done) where org_id = :org_id and id = :id;

-- name: undone
-- The change has been taken back, except for what was kept.
update bulk_actions set state = 'undone', undone = :undone::integer, kept = :kept::jsonb
where org_id = :org_id and id = :id;

-- name: find
-- One bulk change.
select id, relation, verb, changes, query, state, total, done, undone, kept, owner_id, created_at
from bulk_actions where org_id = :org_id and id = :id;
