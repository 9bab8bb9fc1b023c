-- name: by_key
-- The published page of an address, whosever it is.
select q.org_id, q.id from app.qualifier_by_key(:key) as q;

-- name: page
-- A page as visitors see it.
select q.*, o.name as organisation, o.language, o.timezone from qualifiers as q
inner join organizations as o on o.org_id = q.org_id
where q.org_id = :org_id and q.id = :id and q.deleted_at is null;

-- name: all
-- Every page, with how many talked and how many became leads.
select q.*,
  (select count(*) from qualifier_chats as c where c.org_id = q.org_id and c.qualifier_id = q.id) as talks,
  (select count(*) from qualifier_chats as c
    where c.org_id = q.org_id and c.qualifier_id = q.id and c.lead_id is not null) as leads
from qualifiers as q
where q.org_id = :org_id and q.deleted_at is null order by q.created_at;

-- name: create
-- A new page, not published yet.
insert into qualifiers (name) values (:name) returning id;

-- name: change
-- What a page asks and how it judges.
update qualifiers set
  name = :name, greeting = :greeting, thanks = :thanks, questions = :questions::jsonb, budget_from = :budget_from,
  days_soon = :days_soon, hot_from = :hot_from, warm_from = :warm_from, accent = :accent, is_public = :is_public,
  receiver_id = coalesce(:receiver_id, receiver_id)
where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: renew_key
-- Another address: the old one leads nowhere any more.
update qualifiers set key = replace(gen_random_uuid()::text, '-', '')
where org_id = :org_id and id = :id and deleted_at is null returning key;

-- name: trash
-- Away with a page.
update qualifiers set deleted_at = now(), is_public = false
where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: begin
-- A visitor begins to talk.
insert into qualifier_chats (qualifier_id, token_hash, messages, language, owner_id)
values (:qualifier, :token_hash, :messages::jsonb, :language, null) returning id;

-- name: talk
-- One visitor's talk, held while it goes on.
select c.* from qualifier_chats as c
where c.org_id = :org_id and c.qualifier_id = :qualifier and c.token_hash = :token_hash
for update;

-- name: chat
-- One talk.
select c.* from qualifier_chats as c where c.org_id = :org_id and c.id = :id;

-- name: say
-- The talk as it is now.
update qualifier_chats set messages = :messages::jsonb, name = :name, email = :email
where org_id = :org_id and id = :id and state = 'open' returning id;

-- name: finish
-- The talk is over: what it came to.
update qualifier_chats
set state = :state, findings = :findings::jsonb, score = :score, tier = :tier, engine = :engine
where org_id = :org_id and id = :id and state = 'open' returning id;

-- name: made_lead
-- The lead a talk became.
update qualifier_chats set lead_id = :lead where org_id = :org_id and id = :id and lead_id is null returning id;

-- name: talks
-- The latest talks of a page.
select c.id, c.state, c.name, c.email, c.score, c.tier, c.findings, c.messages, c.lead_id, c.created_at, l.title as lead
from qualifier_chats as c
left join leads as l on l.org_id = c.org_id and l.id = c.lead_id
where c.org_id = :org_id and c.qualifier_id = :qualifier
order by c.created_at desc limit 30;

-- name: of_lead
-- The talk a lead came from.
select c.* from qualifier_chats as c where c.org_id = :org_id and c.lead_id = :id order by c.created_at desc limit 1;

-- name: announce
-- Tells the house of it.
select app.announce('sales.meeting_qualified', :lead, jsonb_build_object(
  'chat_id', :chat::uuid, 'score', :score::integer, 'tier', :tier::text));

-- name: receivers
-- Who can be given the leads of a page.
select m.user_id, coalesce(m.name, m.email) as name from org_members as m
where m.org_id = :org_id and m.role in ('owner', 'admin', 'manager', 'rep') and m.user_id is not null
order by lower(coalesce(m.name, m.email)) limit 500;
