// The official JavaScript client, both versions of its protocol; every line says what a step met.
import { createClient } from "@supabase/supabase-js";

const { SERVER, ANON } = process.env;
const say = (step, value) => console.log(JSON.stringify({ step, value }));
const until = async (met) => { for (let n = 0; n < 1200 && !met(); n++) await new Promise((go) => setTimeout(go, 50)); return met(); };
const joined = (channel) => new Promise((done) => channel.subscribe((status, error) => { if (status !== "CLOSED") done(error ? `${status} ${error.message}` : status); }));

for (const vsn of ["1.0.0", "2.0.0"]) {
  const client = createClient(SERVER, ANON, { realtime: { vsn, heartbeatIntervalMs: 10000, timeout: 60000 }, auth: { persistSession: false } });
  const { data } = await client.auth.signUp({ email: `js-${vsn}-${Date.now()}@wire.example`, password: "correct horse" });
  const org = JSON.parse(atob(data.session.access_token.split(".")[1])).org_id;
  const heard = [];
  const room = client.channel(`org:${org}:room`, { config: { private: true, broadcast: { self: true, ack: true }, presence: { key: "ann" } } });
  room.on("broadcast", { event: "hi" }, ({ payload }) => heard.push(payload));
  room.on("presence", { event: "sync" }, () => {});
  room.on("postgres_changes", { event: "INSERT", schema: "public", table: "contacts", filter: "last_name=eq.Heard" }, ({ new: row }) => heard.push(row.first_name));
  room.on("postgres_changes", { event: "DELETE", schema: "public", table: "contacts" }, ({ old }) => heard.push(Object.keys(old).sort()));
  let ready = false;
  room.on("system", {}, ({ extension, status }) => { ready ||= extension === "postgres_changes" && status === "ok"; });
  say(`${vsn} join`, await joined(room));
  say(`${vsn} ready`, await until(() => ready));
  say(`${vsn} send`, await room.send({ type: "broadcast", event: "hi", payload: { n: 1 } }));
  say(`${vsn} track`, await room.track({ at: "desk" }));
  say(`${vsn} present`, await until(() => room.presenceState().ann?.[0]?.at === "desk"));
  const { data: made } = await client.from("contacts").insert([{ first_name: "A", last_name: "Heard" }, { first_name: "B", last_name: "Not" }]).select();
  await until(() => heard.length === 2);
  await client.from("contacts").delete().eq("id", made[0].id);
  await until(() => heard.length === 3);
  say(`${vsn} heard`, heard);
  say(`${vsn} http`, await client.channel(`org:${org}:room`, { config: { private: true } }).httpSend("hi", { n: 2 }));
  say(`${vsn} http heard`, await until(() => heard.at(-1)?.n === 2));
  say(`${vsn} stranger`, await joined(client.channel(`org:${crypto.randomUUID()}:room`, { config: { private: true } })));
  await client.removeAllChannels();
}
process.exit(0);
