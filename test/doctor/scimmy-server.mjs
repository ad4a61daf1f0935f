/** A process: SCIMMY behind its Express routers, with users and groups in memory as its README shows it; prints its URL. */
import { randomUUID } from 'node:crypto'
import express from 'express'
import SCIMMY from 'scimmy'
import ScimmyRouters from 'scimmy-routers'

const keepIn = (type, stored, name) => {
  const existing = (id) => {
    if (stored.has(id)) return stored.get(id)
    throw new SCIMMY.Types.Error(404, null, 'Nobody')
  }
  const isTaken = (body, id) =>
    [...stored.values()].some((one) => one.id !== id && one[name].toLowerCase() === body[name].toLowerCase())
  type
    .ingress(({ id = randomUUID() }, body) => {
      if (isTaken(body, id)) throw new SCIMMY.Types.Error(409, 'uniqueness', 'The name is taken')
      stored.set(id, { ...JSON.parse(JSON.stringify(body)), id })
      return stored.get(id)
    })
    .egress(({ id, filter }) => {
      if (id !== undefined) return existing(id)
      return filter === undefined ? [...stored.values()] : filter.match([...stored.values()])
    })
    .degress(({ id }) => {
      existing(id)
      stored.delete(id)
    })
}

SCIMMY.Resources.declare(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false))
SCIMMY.Resources.declare(SCIMMY.Resources.Group)
keepIn(SCIMMY.Resources.User, new Map(), 'userName')
keepIn(SCIMMY.Resources.Group, new Map(), 'displayName')

const app = express()
const isAllowed = (request) => request.header('Authorization') === `Bearer ${process.env.TOKEN}`
const handler = (request) => {
  if (!isAllowed(request)) throw new Error('No such token')
  return 'doctor'
}
app.use('/scim', new ScimmyRouters({ type: 'bearer', handler }))
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/scim`))
