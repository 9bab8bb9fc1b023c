-- name: persona
-- Somebody to practise with, of the demo.
insert into roleplay_personas (id, name, role, about, language, source, objections)
values (:id, :name, :role, :about, 'en', 'sample', :objections::jsonb);

-- name: talk
-- A practice talk that is over.
insert into roleplays (id, persona_id, title, state, ended_at, created_at, owner_id, team_id)
values (:id, :persona, :title, 'ended', :at::timestamptz + interval '6 minutes', :at, :user_id, :team);

-- name: turn
-- Something said in it.
insert into roleplay_turns (id, roleplay_id, position, side, text, engine, created_at, owner_id, team_id)
values (:id, :talk, :position, :side, :text, case when :side = 'customer' then 'offline' end,
  :at::timestamptz + make_interval(secs => 25 * :position), :user_id, :team);

-- name: analysis
-- How it was held, to be judged.
insert into call_analyses (id, source, roleplay_id, title, held_at, owner_id, team_id)
values (:id, 'roleplay', :talk, :title, :at, :user_id, :team);
