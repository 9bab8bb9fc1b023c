// The official JavaScript client, driven through everything it does with accounts. Prints one JSON line a step.
import { createClient } from '@supabase/supabase-js'
import { randomBytes } from 'node:crypto'

const { SERVER, ANON, PUBLISHABLE } = process.env
// Node 20 has no WebSocket, and nothing here needs one.
const options = { auth: { autoRefreshToken: false, persistSession: false }, realtime: { transport: class {} } }
const client = (key = ANON) => createClient(SERVER, key, options)
const fresh = () => ({ email: `${randomBytes(6).toString('hex')}@js.example`, password: 'correct horse' })
const say = (step, value) => console.log(JSON.stringify({ step, value }))
const code = ({ error }) => (error ? [error.status, error.code] : null)

const typed = fresh()
const one = client(PUBLISHABLE)
const signedUp = await one.auth.signUp({ ...typed, options: { data: { full_name: 'Ann Lee' } } })
say('sign up', [code(signedUp), signedUp.data.user?.user_metadata.full_name, Boolean(signedUp.data.session)])
say('again', code(await client().auth.signUp(typed)))
say('weak', code(await client().auth.signUp({ ...fresh(), password: '123' })))
say('wrong', code(await client().auth.signInWithPassword({ ...typed, password: 'wrong' })))

const two = client()
const signedIn = await two.auth.signInWithPassword(typed)
say('sign in', [code(signedIn), signedIn.data.user?.email === typed.email])
const claims = await two.auth.getClaims()
say('claims', [code(claims), claims.data?.claims.org_role])
say('user', (await two.auth.getUser()).data.user?.identities?.length)
say('members', (await two.from('org_members').select('role')).data)

const first = signedIn.data.session.refresh_token
const refreshed = await two.auth.refreshSession()
say('refresh', [code(refreshed), refreshed.data.session.refresh_token !== first])
const answers = await Promise.all(Array.from({ length: 6 }, () => client().auth.refreshSession({ refresh_token: first })))
say('rush', [...new Set(answers.map((a) => a.data.session?.refresh_token === refreshed.data.session.refresh_token))])

say('metadata', (await two.auth.updateUser({ data: { color: 'blue' } })).data.user?.user_metadata.color)
say('same password', code(await two.auth.updateUser({ password: typed.password })))
say('recover', code(await client().auth.resetPasswordForEmail(typed.email)))
say('bad code', code(await client().auth.verifyOtp({ email: typed.email, token: '000000', type: 'recovery' })))
say('sign out', code(await two.auth.signOut({ scope: 'others' })))
say('one is out', code(await one.auth.getUser()))
say('two is in', code(await two.auth.getUser()))
say('anonymous', code(await client().auth.signInAnonymously()))
