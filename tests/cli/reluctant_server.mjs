#!/usr/bin/env node
// A target that is no emulator and accepts all, but never answers the first request to remove a thing.
// Prints its URL, then the method and the path of each request.
import {createServer} from 'node:http';

const asked = new Set();
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const {pathname} = new URL(request.url, 'http://localhost');
    console.log(`${request.method} ${pathname}`);
    if (request.method === 'DELETE' && !asked.has(pathname)) return asked.add(pathname);
    const status = pathname.startsWith('/__admin') ? 404 : request.method === 'POST' ? 201 : 200;
    response.writeHead(status, {'Content-Type': 'application/json'});
    response.end(JSON.stringify({message: 'success', catalogs: []}));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
