-- name: since
-- The newest messages of a private channel since an instant.
select m.id, m.event, m.payload::text as payload, m.binary_payload
from realtime.messages as m
where m.topic = :topic and m.private and m.extension = 'broadcast' and m.inserted_at >= :since::timestamp
order by m.inserted_at desc limit :limit;
