// The official JavaScript client over functions. Prints one JSON line a step.
import { createClient } from '@supabase/supabase-js'

const { SERVER, KEY, PUBLISHABLE, EMAIL, PASSWORD } = process.env
const options = { auth: { autoRefreshToken: false, persistSession: false }, realtime: { transport: class {} } }
const client = createClient(SERVER, KEY, options)
const opaque = createClient(SERVER, PUBLISHABLE, options)
const say = (step, value) => console.log(JSON.stringify({ step, value }))
const what = async ({ data, error }) =>
  error ? [error.name, error.context?.status ?? null] : data

say('text', await what(await client.functions.invoke('hello')))
say('opaque key', await what(await opaque.functions.invoke('public-hello')))
say('json', await what(await client.functions.invoke('add', { body: { a: 2, b: 3 } })))
const mirrored = async (body, more = {}) => {
  const { data, error } = await client.functions.invoke('mirror', { body, ...more })
  return error ? [error.name] : [data.method, data.headers['content-type']?.split(';')[0], data.body]
}
say('text body', await mirrored('hello'))
say('bytes body', await mirrored(new TextEncoder().encode('bytes').buffer))
const form = new FormData()
form.append('a', 'b')
say('form body', await mirrored(form))
say('method', await mirrored(undefined, { method: 'GET' }))
say('http error', await what(await client.functions.invoke('refuse')))
say('relay error', await what(await client.functions.invoke('fault')))
say('missing', await what(await client.functions.invoke('none')))
const { data: blob } = await client.functions.invoke('bytes')
say('blob', Array.from(new Uint8Array(await blob.arrayBuffer())))
const { data: stream } = await client.functions.invoke('ticks')
say('stream', await stream.text())
await client.auth.signInWithPassword({ email: EMAIL, password: PASSWORD })
say('signed in', (await client.functions.invoke('whoami')).data.person)
say('timeout', await what(await client.functions.invoke('slow', { timeout: 50 })))
process.exit(0)
