// The official JavaScript client, driven through everything it does with files. Prints one JSON line a step.
import { createClient } from '@supabase/supabase-js'
import { randomBytes } from 'node:crypto'

const { SERVER, ANON, SERVICE } = process.env
const options = { auth: { autoRefreshToken: false, persistSession: false }, realtime: { transport: class {} } }
const say = (step, value) => console.log(JSON.stringify({ step, value }))
const code = ({ error }) => (error ? [error.statusCode ?? String(error.status), error.message] : null)
const text = async ({ data }) => (data ? await data.text() : null)

const client = createClient(SERVER, SERVICE, options)
const nobody = createClient(SERVER, ANON, options)
const name = `open-${randomBytes(4).toString('hex')}`

say('create bucket', code(await client.storage.createBucket(name, { public: true, fileSizeLimit: '1MB' })))
say('again', code(await client.storage.createBucket(name)))
say('bucket', [(await client.storage.getBucket(name)).data.file_size_limit, (await client.storage.getBucket(name)).data.public])
say('none', code(await client.storage.getBucket('never-made')))

const files = client.storage.from(name)
const blob = new Blob(['Hello, files!'], { type: 'text/plain' })
const up = await files.upload('deep/hello.txt', blob, { cacheControl: '60', metadata: { who: 'Ada' } })
say('upload', [code(up), up.data.path, up.data.fullPath === `${name}/deep/hello.txt`, typeof up.data.id])
say('twice', code(await files.upload('deep/hello.txt', blob)))
say('upsert', code(await files.upload('deep/hello.txt', blob, { upsert: true, cacheControl: '60', metadata: { who: 'Ada' } })))
say('too large', code(await files.upload('large.bin', new Blob([new Uint8Array(1_000_001)]))))
say('download', await text(await files.download('deep/hello.txt')))
say('missing', (await files.download('deep/none.txt')).error !== null)
const info = (await files.info('deep/hello.txt')).data
say('info', [info.size, info.contentType, info.cacheControl, info.metadata])
say('exists', [(await files.exists('deep/hello.txt')).data, (await files.exists('none')).data])
say('update', [code(await files.update('deep/hello.txt', new Blob(['Changed']))), await text(await files.download('deep/hello.txt'))])
say('bytes', [code(await files.upload('raw.bin', new Uint8Array([1, 2, 3]), { contentType: 'application/x-raw' })),
  [...new Uint8Array(await (await files.download('raw.bin')).data.arrayBuffer())]])
say('copy', code(await files.copy('raw.bin', 'copies/raw.bin')))
say('move', code(await files.move('copies/raw.bin', 'moved/raw.bin')))
const listed = (await files.list('')).data
say('list', listed.map((one) => [one.name, one.id === null]))
say('list v2', (await files.listV2({ prefix: 'deep/' })).data.objects.map((one) => one.name))

const get = async (url) => { const answer = await fetch(url); return [answer.status, await answer.text()] }
say('public', await get(files.getPublicUrl('deep/hello.txt').data.publicUrl))
say('signed', await get((await files.createSignedUrl('deep/hello.txt', 60)).data.signedUrl))
say('signed as', (await fetch((await files.createSignedUrl('deep/hello.txt', 60, { download: 'a.txt' })).data.signedUrl)).headers.get('content-disposition'))
say('many', (await files.createSignedUrls(['deep/hello.txt', 'none'], 60)).data.map((one) => [one.path, one.error === null]))
const ticket = (await files.createSignedUploadUrl('brought.txt')).data
say('brought', [code(await nobody.storage.from(name).uploadToSignedUrl('brought.txt', ticket.token, new Blob(['by nobody']))),
  await text(await files.download('brought.txt'))])
say('not allowed', code(await createClient(SERVER, ANON, options).storage.from('attachments').upload('x/y.txt', blob)))
say('remove', (await files.remove(['raw.bin', 'none'])).data.map((one) => one.name))
say('not empty', code(await client.storage.deleteBucket(name)))
say('empty', [code(await client.storage.emptyBucket(name)), code(await client.storage.deleteBucket(name))])
