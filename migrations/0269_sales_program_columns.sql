-- What agents and the clock find, with the words it rests on, and how far something is: read over the wire, not written.

select app.program_sets('contracts', 'versions', 'risk', 'status_at');
select app.program_sets('contract_versions');
select app.program_sets('contract_steps');
select app.program_sets('contract_clauses');
select app.program_sets('contract_obligations');
select app.program_sets('competitors', 'checked_at', 'changed_at');
select app.program_sets('competitor_pages', 'title', 'text', 'problem', 'checked_at', 'changed_at');
select app.program_sets('competitor_changes');
select app.program_sets('battle_points', 'page_id', 'url', 'quote', 'engine', 'model', 'method', 'confidence');
select app.program_sets('qualifier_chats');
select app.program_sets('personas');
select app.program_sets('persona_traits');
select app.program_sets('demo_fields', 'version', 'evidence', 'engine', 'changed_by');
select app.program_sets('ghosts', 'lead_id', 'risk', 'silent_days', 'usual_days', 'unanswered', 'reasons', 'seen_at');
select app.program_sets('revivals', 'lead_id', 'contact_id', 'recipient', 'evidence', 'engine', 'model', 'method', 'run_id',
  'state', 'decided_at', 'decided_by', 'mail_id');
select app.program_sets('upsell_triggers', 'contact_id', 'kind', 'score', 'evidence', 'fingerprint', 'lead_id');
select app.program_sets('health_scores');
select app.program_sets('deal_health_scores');
select app.program_sets('deal_plans', 'reasons', 'task_ids', 'score', 'finished_at');
select app.program_sets('call_steps');
select app.program_sets('call_signals');
select app.program_sets('call_briefs');
select app.program_sets('action_items', 'confidence', 'engine', 'model', 'method', 'quote', 'span_start', 'span_end', 'turn',
  'task_id');
select app.program_sets('call_comments', 'author_id', 'author_name', 'resolved_by');
select app.program_sets('call_analyses');
select app.program_sets('analysis_scores');
select app.program_sets('roleplay_turns');
select app.program_sets('training_materials', 'path', 'engine', 'model', 'cost_usd', 'reading', 'problem');
select app.program_sets('market_sources', 'state', 'problem', 'read_at');
select app.program_sets('market_documents');
create trigger _only_program before update of
  health_score, health_color, health_partial, health_at, health_likelihood, health_warnings on leads for each row
when (current_setting('request.method', true) <> '' and current_user = 'authenticated')
execute function app.only_program('health_score', 'health_color', 'health_partial', 'health_at', 'health_likelihood',
  'health_warnings');

-- Another value of a demo's field is another version, whichever door it came by: who saw the old one is told.
create function app.demo_field_version() returns trigger
language plpgsql
as $$
begin
  new.version := old.version + 1;
  new.engine := 'person';
  new.evidence := '[]';
  new.changed_by := auth.uid();
  return new;
end
$$;
create trigger another_version before update of value on demo_fields for each row
when (new.value is distinct from old.value and new.version = old.version)
execute function app.demo_field_version();

-- An address in what was read is a web address: anything else would be a script behind a link.
delete from market_documents where url !~* '^https?://';
alter table market_documents add constraint market_documents_url_form check (url ~* '^https?://');
alter table competitor_changes add constraint competitor_changes_url_form check (url ~* '^https?://') not valid;
alter table battle_points add constraint battle_points_url_form check (url ~* '^https?://') not valid;
update user_feedback set page = '' where page <> '' and page !~ '^/([^/\\]|$)';
alter table user_feedback add constraint user_feedback_page_local check (page = '' or page ~ '^/([^/\\]|$)');
