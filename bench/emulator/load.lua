-- What wrk sends: `wrk -s load.lua URL -- METHOD PATH KEY [BODY FILE...]`. Each thread goes through
-- the bodies in turn, from a place of its own. done() writes one line for bench/emulator.sh:
--   answers, answers/s, statuses of 400 and above, failed connections and timeouts, median and
--   99th percentile in milliseconds
-- No response() here: a call into Lua for each answer would slow wrk more than the servers differ.

local threads = 0
local requests, place

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local method, path, key = args[1], args[2], args[3]
  local headers = { Authorization = "Bearer " .. key }
  requests = {}
  for i = 4, #args do
    local file = assert(io.open(args[i], "rb"))
    headers["Content-Type"] = "application/json"
    requests[#requests + 1] = wrk.format(method, path, headers, file:read("*a"))
    file:close()
  end
  if #requests == 0 then requests[1] = wrk.format(method, path, headers) end
  place = number * 7
end

function request()
  place = place + 1
  return requests[place % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %.1f %d %d %.2f %.2f\n",
    summary.requests, summary.requests / summary.duration * 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
