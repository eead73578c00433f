#!/usr/bin/env node
// A target that is no emulator and keeps no secret: whatever is asked, it answers with the key that came,
// in the body, in a header and encoded. Prints its URL, then a line of JSON for each request.
import {createServer} from 'node:http';

const server = createServer((request, response) => {
  const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  let body = '';
  request.on('data', (chunk) => (body += body.length < 4000 ? chunk : ''));
  request.on('end', () => {
    const {pathname} = new URL(request.url, 'http://localhost');
    console.log(JSON.stringify({request: {method: request.method, path: pathname}, body, key: key !== ''}));
    const health = pathname.startsWith('/__admin');
    const status = health ? 404 : pathname.includes('/items') ? 400 : 200;
    response.writeHead(status, {'Content-Type': 'application/json', 'X-Echo': key, 'X-Encoded': encodeURIComponent(key)});
    response.end(JSON.stringify({message: `Invalid API key: ${key}`, [key || 'none']: [key, {deep: `x${key}y`}], catalogs: [key]}));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
