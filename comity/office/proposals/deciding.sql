-- name: decide
-- Sets the verdict; nothing where somebody was faster or it is not theirs to decide.
select * from app.decide_proposal(:id::uuid, :verdict, :note);

-- name: done
-- Which bulk action made the change.
select app.proposal_done(:id::uuid, :action::uuid) as done;

-- name: version
-- When the record was last changed; locked, and null where the caller may not change it.
select app.version_of(:relation, :record::uuid);

-- name: create
-- Makes the record somebody agreed to.
select app.bulk_create(:action::uuid, :relation, :changes::jsonb);

-- name: run_undone
-- All that a run had changed was taken back.
select app.ai_run_undone(:run::uuid) as undone;
