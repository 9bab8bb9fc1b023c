// The official JavaScript client, driven over every verb. Prints one JSON line a step.
import { createClient } from '@supabase/supabase-js'
import { randomBytes } from 'node:crypto'

const { SERVER, KEY } = process.env
// Node 20 has no WebSocket, and nothing here needs one.
const options = { auth: { autoRefreshToken: false, persistSession: false }, realtime: { transport: class {} } }
const client = createClient(SERVER, KEY, options)
const say = (step, value) => console.log(JSON.stringify({ step, value }))
const code = ({ error, status }) => (error ? [status, error.code] : null)
const rows = ({ data, error }) => (error ? error : data)

await client.auth.signUp({ email: `${randomBytes(6).toString('hex')}@js.example`, password: 'correct horse' })
const companies = client.from('companies')
const contacts = () => client.from('contacts').select('first_name').order('first_name')
const first = async (query) => (rows(await query)).map?.((row) => row.first_name)

const made = await companies.insert([{ name: 'Aster' }, { name: 'Birch' }]).select('id,name').order('name')
say('insert many', [made.status, made.data.map((row) => row.name)])
const [aster] = made.data
const people = [['Ada', 'Ahn', aster.id, 2], ['Ben', 'Bell', aster.id, 1], ['Cid', null, null, 0]]
const added = await client
  .from('contacts')
  .insert(people.map(([first_name, last_name, company_id, total_orders]) => ({ first_name, last_name, company_id, total_orders })))
say('insert minimal', [added.status, added.data])

say('eq', await first(contacts().eq('first_name', 'Ada')))
say('neq', await first(contacts().neq('first_name', 'Ada')))
say('in', await first(contacts().in('first_name', ['Ada', 'Cid', 'x,y'])))
say('ilike', await first(contacts().ilike('last_name', '%l%')))
say('is', await first(contacts().is('last_name', null)))
say('not', await first(contacts().not('last_name', 'is', null)))
say('range filter', await first(contacts().gte('total_orders', 1).lte('total_orders', 1)))
say('or', await first(contacts().or('first_name.eq.Ada,and(total_orders.lt.1,last_name.is.null)')))
say('match', await first(contacts().match({ first_name: 'Ben', total_orders: 1 })))
say('like any', await first(contacts().likeAnyOf('first_name', ['A%', 'C%'])))
say('contains', await first(contacts().contains('tag_ids', [])))
say('json', await first(contacts().filter('custom->>none', 'is', null)))
say('search', await first(contacts().textSearch('search', 'ada', { type: 'plain', config: 'simple' })))

say('embed one', rows(await client.from('contacts').select('first_name, company:companies(name)').order('first_name')))
say('embed many', rows(await companies.select('name, contacts(first_name)').order('name')))
say('inner', rows(await companies.select('name, contacts!inner(first_name)').eq('contacts.first_name', 'Ben')))
say('count of embed', rows(await companies.select('name, contacts(count)').order('name')))
const nested = companies.select('contacts(first_name)').eq('name', 'Aster')
say('order embed', rows(await nested.order('first_name', { referencedTable: 'contacts', ascending: false }).limit(1, { referencedTable: 'contacts' })))
say('spread', rows(await client.from('contacts').select('first_name, ...companies(company:name)').eq('first_name', 'Ada')))
say('related order', await first(client.from('contacts').select('first_name, companies(name)').order('companies(name)', { nullsFirst: true }).order('first_name')))

const page = await client.from('contacts').select('first_name', { count: 'exact' }).order('first_name').range(0, 1)
say('page', [page.status, page.count, page.data.length])
const head = await client.from('contacts').select('*', { count: 'exact', head: true })
say('head', [head.status, head.count, head.data])
say('single', code(await client.from('contacts').select('*').single()))
say('one', rows(await contacts().eq('first_name', 'Ada').single()))
say('maybe', (await contacts().eq('first_name', 'Nobody').maybeSingle()).data)
say('csv', (await client.from('contacts').select('first_name,total_orders').order('first_name').csv()).data)

const tags = client.from('tags')
const red = rows(await tags.insert({ name: 'red' }).select('id').single())
say('upsert', rows(await tags.upsert({ id: red.id, name: 'crimson' }).select('name')))
say('ignore', rows(await tags.upsert({ id: red.id, name: 'x' }, { ignoreDuplicates: true }).select('name')))
const changed = await tags.update({ name: 'scarlet' }, { count: 'exact' }).eq('id', red.id).select('name')
say('update', [changed.count, changed.data])
say('duplicate', code(await tags.insert({ name: 'scarlet' })))
say('delete', rows(await tags.delete().eq('id', red.id).select('name')))
const gone = await tags.delete().eq('id', red.id)
say('delete nothing', [gone.status, gone.data])
const defaults = await companies.insert([{ name: 'Gap', industry: 'Watches' }, { name: 'Gap 2' }], { defaultToNull: false }).select('industry')
say('defaults', defaults.data)

say('rpc', (await client.rpc('my_organizations')).data.length)
say('rpc head', (await client.rpc('my_organizations', {}, { head: true, count: 'exact' })).count)
say('no rpc', code(await client.rpc('my_organization')))
say('no table', code(await client.from('contact').select()))
say('no column', code(await client.from('contacts').select('nope')))
say('no relation', code(await client.from('contacts').select('nope(id)')))
say('bad logic', code(await client.from('contacts').select().or('nope')))
say('no body column', code(await client.from('contacts').insert({ nope: 1 })))
say('other schema', code(await client.schema('auth').from('users').select()))
say('max affected', code(await client.from('contacts').update({ title: 'x' }).gte('total_orders', 0).maxAffected(1)))
const abort = new AbortController()
abort.abort()
say('aborted', Boolean((await client.from('contacts').select().abortSignal(abort.signal)).error))
